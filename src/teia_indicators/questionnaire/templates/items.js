// An indicator or a criterion with everything that can be said of it.

const REASONS = new Set(); // reasons that were left once: from then on a missing one is told
let checkedAll = false;

function answerOf(id) {
  return state.answers.get(id) || BLANK;
}

// The previous answer as one to take over; a correction was one of its own round.
function previousOf(id) {
  const given = previous && previous.answers.get(id);
  const found = given && { ...given, correction: false };
  return found && Object.keys(lean(found, BLANK)).length ? found : null;
}

function isUnchanged(id) {
  const before = previousOf(id);
  const now = { ...answerOf(id), correction: false };
  return before !== null && JSON.stringify(lean(before, BLANK)) === JSON.stringify(lean(now, BLANK));
}

// One answer of a closed list, as native radio buttons.
function choiceField(id, heading, values, attributes = {}) {
  const chosen = answerOf(id).value;
  const options = values.map((value) => {
    const input = h("input", {
      type: "radio", name: id, id: `f:${id}:value:${value}`, value,
      "data-id": id, "data-part": "value", checked: value === chosen,
    });
    const meaning = QUICK && typeof value === "number" && said(`stage-${value}`, "meaning");
    return h("label", { class: "choice" }, input, h("span", {}, shownValue(value), meaning && h("small", {}, meaning)));
  });
  return h("fieldset", { id: `f:${id}:value`, "aria-describedby": `f:${id}:value:error`, ...attributes },
    h("legend", {}, heading),
    h("div", { class: "choices" }, options,
      button("clear", t("html_form.clear"), {
        class: "quiet", "data-id": id, "aria-label": t("html_form.clear_of", { id }), hidden: chosen === "unanswered",
      })),
    h("p", { class: "error", id: `f:${id}:value:error`, hidden: true }));
}

function reasonField(id) {
  const control = h("textarea", { rows: 2, "data-id": id, "data-part": "reason" }, answerOf(id).reason);
  const made = field(`f:${id}:reason`, [t("workbook.columns.reason"), " ", h("span", { class: "required" })], control);
  made.classList.add("reason");
  return made;
}

function textField(id, part, label, value, extra = {}, hint = "") {
  const control = h("input", { type: "text", autocomplete: "off", "data-id": id, "data-part": part, value, ...extra });
  return field(`f:${id}:${part}`, label, control, hint);
}

function selectField(id, part, label, group, codes, value) {
  const options = codes.map((code) => h("option", { value: code, selected: code === value }, t(`${group}.${code}`)));
  return field(`f:${id}:${part}`, label, h("select", { "data-id": id, "data-part": part }, options));
}

function evidenceItem(id, item, at) {
  const part = (name) => `evidence:${at}:${name}`;
  return h("fieldset", { class: "evidence" },
    h("legend", {}, t("html_form.evidence_item", { number: at + 1, id })),
    textField(id, part("title"), t("html_form.evidence_title"), item.title),
    textField(id, part("reference"), t("workbook.columns.evidence.reference"), item.reference),
    h("div", { class: "row" },
      selectField(id, part("kind"), t("workbook.columns.evidence.kind"), "evidence_kinds", DATA.kinds, item.kind),
      textField(id, part("date"), t("workbook.columns.evidence.date"), item.date, {}, t("html_form.date_hint")),
      textField(id, part("language"), t("workbook.columns.evidence.language"), item.language, { maxlength: 3 }, t("html_form.language_hint"))),
    button("remove-evidence", t("html_form.remove"), {
      class: "quiet", "data-id": id, "data-at": at, "aria-label": t("html_form.remove_of", { number: at + 1, id }),
    }));
}

function moreSummary(id) {
  const answer = answerOf(id);
  const parts = [];
  if (answer.evidence.length) parts.push(`${t("html_form.evidence")}: ${answer.evidence.length}`);
  if (answer.grade !== "claimed") parts.push(t(`grades.${answer.grade}`));
  if (answer.comment.trim()) parts.push(t("workbook.columns.comment"));
  if (answer.correction) parts.push(t("html_form.correction"));
  return parts.length ? `${t("html_form.more")} (${parts.join(", ")})` : t("html_form.more");
}

function more(id) {
  const answer = answerOf(id);
  return h("details", { class: "more", id: `more:${id}` },
    h("summary", {}, moreSummary(id)),
    answer.evidence.map((item, at) => evidenceItem(id, item, at)),
    button("add-evidence", t("html_form.add"), { id: `add:${id}`, "data-id": id, "aria-label": t("html_form.add_of", { id }) }),
    h("div", { class: "row" },
      selectField(id, "grade", t("workbook.columns.grade"), "grades", DATA.grades, answer.grade)),
    field(`f:${id}:comment`, t("workbook.columns.comment"),
      h("textarea", { rows: 2, "data-id": id, "data-part": "comment" }, answer.comment)),
    (previous || answer.correction) && h("label", { class: "tick" },
      h("input", { type: "checkbox", id: `f:${id}:correction`, "data-id": id, "data-part": "correction", checked: answer.correction }),
      h("span", {}, t("html_form.correction"))));
}

// An answer in words, for reading only.
function answerLines(answer) {
  const evidence = answer.evidence.map((one) =>
    [`${t(`evidence_kinds.${one.kind}`)}: ${one.title}`, one.reference, one.date, one.language].filter(Boolean).join(", "));
  return terms([
    [t("workbook.columns.value"), answer.value === "unanswered" ? "" : shownValue(answer.value)],
    [t("workbook.columns.reason"), answer.reason],
    [t("html_form.evidence"), evidence.join("; ")],
    [t("workbook.columns.grade"), answer.grade === "claimed" ? "" : t(`grades.${answer.grade}`)],
    [t("workbook.columns.comment"), answer.comment],
  ]);
}

function before(id) {
  const found = previousOf(id);
  return found && h("div", { class: "previous" },
    h("p", {}, t("html_form.previous", { round: DATA.previous.round })),
    answerLines(found),
    h("label", { class: "tick" },
      h("input", { type: "checkbox", id: `f:${id}:unchanged`, "data-id": id, "data-part": "unchanged", checked: isUnchanged(id) }),
      h("span", {}, t("html_form.unchanged", { id }))));
}

function source(one) {
  return [
    [t("html_form.references"), one.references.join(", ")],
    [t("html_form.provenance"), t(`provenances.${one.provenance}`)],
  ];
}

function criterionItem(one) {
  const { id } = one;
  const heading = [h("h4", {}, h("span", { class: "id" }, id), " ", said(id, "text")),
    h("span", { class: "meta" }, `${t("workbook.columns.stage")} ${one.stage} · ${t(`dimensions.${one.dimension}`)}`)];
  return h("div", { class: "item criterion", id: `item:${id}` },
    choiceField(id, heading, DATA.words.filter((word) => word !== "unanswered")),
    before(id),
    reasonField(id),
    h("details", { id: `guide:${id}` }, h("summary", {}, t("html_form.counts")),
      terms([[t("html_form.counts_yes"), said(id, "yes")], [t("html_form.counts_partly"), said(id, "partly")], ...source(one)])),
    more(id));
}

// What is asked of an indicator as a whole: its declared stage, or that it does not apply.
function wholeItem(one) {
  const { id } = one;
  const heading = QUICK ? t("html_form.declared") : t("html_form.declared_optional");
  return h("div", { class: QUICK ? "item whole quick" : "item whole", id: `item:${id}` },
    choiceField(id, [heading, h("span", { class: "unseen" }, ` ${id}`)], [...DATA.stages, "not_applicable"]),
    !QUICK && h("p", { class: "hint" }, t("html_form.declared_note")),
    before(id),
    reasonField(id),
    more(id));
}

// Brings an item up to date without replacing what is being typed in.
function refreshItem(id) {
  const answer = answerOf(id);
  const item = byId(`item:${id}`);
  const needed = DATA.needs_reason.includes(answer.value);
  const reason = item.querySelector(".reason");
  reason.hidden = !(needed || answer.reason.trim() || reason.contains(document.activeElement));
  reason.querySelector(".required").textContent = needed ? t("html_form.required") : "";
  byId(`f:${id}:reason`).toggleAttribute("required", needed);
  item.classList.toggle("answered", answer.value !== "unanswered");
  item.querySelector("[data-action=clear]").hidden = answer.value === "unanswered";
  item.querySelector(".more > summary").textContent = moreSummary(id);
  const unchanged = byId(`f:${id}:unchanged`);
  if (unchanged) unchanged.checked = isUnchanged(id);
  const found = new Map(itemProblems(state, id, answer).map((one) => [one.part, one]));
  const parts = ["value", "reason", ...answer.evidence.flatMap((_, at) => [`evidence:${at}:date`, `evidence:${at}:language`])];
  for (const part of parts) {
    const held = part === "reason" && !checkedAll && !REASONS.has(id);
    showError(`f:${id}:${part}`, found.has(part) && !held ? problemText(found.get(part)) : "");
  }
}
