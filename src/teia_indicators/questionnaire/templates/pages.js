// The pages: the form's start, one page an area, what stands above them and beside them.

let page = "start";
let notices = []; // [key, params] of html_form texts
let panel = null; // { kind: "check" | "submit" | "load", problems, name }

function renderTop() {
  const switches = LANGUAGES.map((code) =>
    button("language", DATA.texts[code].language, { value: code, lang: code, "aria-pressed": String(code === language) }));
  byId("top").replaceChildren(
    h("div", { class: "title" },
      h("p", { class: "subtitle" }, t("workbook.subtitle")),
      h("h1", {}, t("workbook.title")),
      h("p", { class: "whose" }, `${countryName()}, ${DATA.round}`)),
    h("div", { class: "languages", role: "group", "aria-label": t("html_form.languages") }, switches),
    h("div", { class: "statement" },
      h("p", {}, h("strong", {}, `${said("catalogue", "title")}, ${DATA.catalogue.version} (${t(`workbook.statuses.${DATA.status}`)})`)),
      said("catalogue", "statement") && h("p", {}, said("catalogue", "statement"))));
}

function countryName() {
  return t("country") === DATA.country ? DATA.country : `${t("country")} (${DATA.country})`;
}

function renderFoot() {
  byId("foot").textContent = DATA.status === "unofficial" ? t("workbook.unofficial") : "";
}

function renderBar() {
  byId("bar").setAttribute("aria-label", t("html_form.tools"));
  byId("skip").textContent = t("html_form.skip");
  byId("tools").replaceChildren(
    h("span", { class: "tag" }, `${DATA.country} ${DATA.round} · ${t(`workbook.statuses.${DATA.status}`)}`),
    ...["save", "load", "check", "submit", "print", "forget"].map((action) =>
      button(action, t(`html_form.${action}`), { id: `tool:${action}`, class: action === "save" ? "main" : false })));
  renderKept();
}

function renderKept() {
  byId("kept").textContent = keptAt
    ? t("html_form.kept", { time: keptAt.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" }) })
    : "";
}

function shareOf(areas, name) {
  const total = areas.reduce((sum, area) => sum + questionsOf(area).length, 0);
  const missing = areas.reduce((sum, area) => sum + missingIn(state, area).length, 0);
  const text = t("html_form.missing", { missing, total });
  return [
    h("progress", { max: total, value: total - missing, "aria-label": `${name}: ${text}` }),
    h("span", { class: "share" }, text),
  ];
}

function renderContents() {
  const entry = (id, name, areas) => h("li", {},
    h("a", { href: `#${encodeURIComponent(id)}`, "aria-current": id === page ? "page" : false }, name),
    areas && shareOf(areas, name));
  byId("contents").setAttribute("aria-label", t("html_form.contents"));
  byId("contents").replaceChildren(
    h("ul", {},
      entry("start", t("html_form.start"), null),
      DATA.areas.map((area) => entry(area.id, said(area.id, "title"), [area]))),
    h("div", { class: "all" }, h("p", {}, t("html_form.all")), shareOf(DATA.areas, t("html_form.all"))));
}

function renderNotices() {
  byId("notices").replaceChildren(...notices.map(([key, params], at) => h("p", { class: "notice" },
    t(`html_form.${key}`, params), " ", button("dismiss", t("html_form.dismiss"), { class: "quiet", "data-at": at }))));
}

function notice(key, params = {}) {
  if (notices.some(([shownKey]) => shownKey === key)) return;
  notices.push([key, params]);
  renderNotices();
}

function headField(key, label, extra = {}, hint = "") {
  return field(`f:${key}`, label, h("input", { type: "text", autocomplete: "off", "data-head": key, value: state[key], ...extra }), hint);
}

// What the answers and the stages mean.
function meanings() {
  const words = DATA.words.filter((word) => word !== "unanswered")
    .map((word) => [t(`answers.${word}`), t(`workbook.meanings.${word}`)]);
  const stages = DATA.stages.map((stage) => [shownValue(stage), said(`stage-${stage}`, "meaning")]);
  return [
    !QUICK && [h("h3", {}, t("workbook.meaning")), terms(words)],
    h("h3", {}, t("workbook.stages")), terms(stages),
  ].flat().filter(Boolean);
}

function startPage() {
  return [
    h("div", { class: "item" },
      terms([[t("workbook.country"), countryName()], [t("workbook.round"), DATA.round]]),
      headField("authority", t("workbook.authority")),
      headField("focal_point", t("html_form.focal_point")),
      h("div", { class: "row" },
        headField("date", t("html_form.date"), { maxlength: 10 }, t("html_form.date_hint")),
        button("today", t("html_form.today")))),
    h("h3", {}, t("workbook.how")),
    h("ol", {}, t("html_form.steps").map((step) => h("li", {}, step))),
    meanings(),
  ];
}

function indicatorPart(one) {
  const { id } = one;
  return h("section", { class: "indicator", "aria-labelledby": `title:${id}` },
    h("h3", { id: `title:${id}` }, h("span", { class: "id" }, id), " ", said(id, "text")),
    said(id, "question") && h("p", { class: "question" }, said(id, "question")),
    h("details", { id: `guide:${id}` }, h("summary", {}, t("html_form.guidance")),
      terms([
        [t("html_form.why"), said(id, "why")], [t("html_form.counts_evidence"), said(id, "evidence")],
        [t("html_form.difficulty"), said(id, "difficulty")], ...source(one),
      ])),
    wholeItem(one),
    h("p", { class: "notice", id: `whole:${id}`, hidden: true }, t("html_form.whole")),
    one.criteria.map(criterionItem));
}

function challengePart(area) {
  const before = previous && previous.challenges.get(area.id);
  const id = `f:challenge:${area.id}`;
  return h("section", { class: "indicator challenges" },
    h("h3", {}, t("html_form.challenges")),
    before && h("div", { class: "previous" },
      h("p", {}, t("html_form.previous", { round: DATA.previous.round })),
      h("p", { class: "said" }, before),
      button("take-challenge", t("html_form.take"), { "data-id": area.id })),
    field(id, t("workbook.challenges"),
      h("textarea", { rows: 5, "data-challenge": area.id }, state.challenges.get(area.id) || "")));
}

function renderPages() {
  const following = DATA.areas.map((area) => area.id);
  const next = (id) => id && h("p", { class: "next" },
    h("a", { href: `#${encodeURIComponent(id)}` }, t("html_form.next", { area: said(id, "title") })));
  const made = (id, name, content, after) => h("section", { class: "page", id: `page:${id}`, hidden: id !== page, "aria-labelledby": `head:${id}` },
    h("h2", { id: `head:${id}`, tabindex: -1 }, name), content, next(after));
  byId("pages").replaceChildren(
    made("start", t("html_form.start"), startPage(), following[0]),
    ...DATA.areas.map((area, at) => made(area.id, said(area.id, "title"),
      [area.indicators.map(indicatorPart), challengePart(area)], following[at + 1])));
  DATA.areas.forEach((area) => area.indicators.forEach(refreshIndicator));
  refreshHead();
}

// An indicator and its criteria hang together: one that does not apply as a whole says so.
function refreshIndicator(one) {
  const whole = answerOf(one.id).value === "not_applicable" && one.criteria.length > 0;
  byId(`whole:${one.id}`).hidden = !whole;
  [one, ...one.criteria].forEach(({ id }) => refreshItem(id));
}

function refreshHead() {
  const found = findProblems(state).find((one) => one.id === null);
  showError("f:date", found ? problemText(found) : "");
}

function linkTo(id, part, text) {
  return h("a", { href: `#${id ? encodeURIComponent(HOME.get(id).area.id) : "start"}`, "data-to": id ? `f:${id}:${part}` : `f:${part}` }, text);
}

function problemList(found) {
  return found.length > 0 && h("ul", {}, found.map((one) => h("li", {}, linkTo(one.id, one.part, problemText(one)))));
}

function problemGroup(name, found, missing) {
  if (!found.length && !missing.length) return null;
  const list = missing.length > 0 && h("p", {}, t("html_form.unanswered", { count: missing.length }), " ",
    missing.flatMap((id, at) => [at ? ", " : "", linkTo(id, "value", id)]));
  return [h("h3", {}, name), problemList(found), list];
}

function renderPanel() {
  if (!panel) {
    byId("problems").replaceChildren();
    return;
  }
  byId("problems").replaceChildren(h("section", { class: "panel", "aria-labelledby": "panel-head" },
    panel.kind === "load" ? refusedFile() : checkResult(),
    button("close-panel", t("html_form.dismiss"), { class: "quiet" })));
}

function refusedFile() {
  return [
    h("h2", { id: "panel-head", tabindex: -1 }, t("html_form.refused", { name: panel.name })),
    h("p", {}, t("html_form.refused_note")),
    h("ul", {}, panel.problems.map((one) => h("li", {}, one.text ? t(one.text) : problemText(one)))),
  ];
}

function checkResult() {
  const found = findProblems(state);
  const missing = (area) => (panel.kind === "submit" ? missingIn(state, area) : []);
  const count = found.length + DATA.areas.reduce((sum, area) => sum + missing(area).length, 0);
  const fine = panel.kind === "submit" ? "complete" : "fine";
  return [
    h("h2", { id: "panel-head", tabindex: -1 }, count ? t("html_form.problems", { count }) : t("html_form.no_problems")),
    h("p", {}, t(`html_form.${count ? "problems_note" : fine}`)),
    problemGroup(t("html_form.start"), found.filter((one) => one.id === null), []),
    DATA.areas.map((area) => problemGroup(said(area.id, "title"),
      found.filter((one) => one.id && HOME.get(one.id).area === area), missing(area))),
  ];
}
