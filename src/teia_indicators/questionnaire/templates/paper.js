// The form on paper: every question, every answer, all guidance, and boxes to tick by hand.

function boxes(values, chosen) {
  return h("p", { class: "boxes" }, values.map((value) => h("span", { class: "box" },
    h("span", { class: value === chosen ? "mark on" : "mark" }, value === chosen ? "×" : ""),
    value === chosen ? h("strong", {}, shownValue(value)) : shownValue(value))));
}

function paperItem(id, values) {
  const answer = answerOf(id);
  const found = previousOf(id);
  const lines = answerLines({ ...answer, value: "unanswered" });
  return [
    boxes(values, answer.value),
    lines.children.length > 0 && lines,
    answer.correction && h("p", {}, t("html_form.correction")),
    found && h("div", { class: "previous" }, h("p", {}, t("html_form.previous", { round: DATA.previous.round })), answerLines(found)),
  ];
}

function paperCriterion(one) {
  const { id } = one;
  const words = DATA.words.filter((word) => word !== "unanswered");
  return h("div", { class: "item" },
    h("p", {}, h("strong", {}, id), " ", said(id, "text"), " ",
      h("span", { class: "meta" }, `(${t("workbook.columns.stage")} ${one.stage}, ${t(`dimensions.${one.dimension}`)})`)),
    paperItem(id, words),
    h("div", { class: "guide" }, terms([[t("html_form.counts_yes"), said(id, "yes")], [t("html_form.counts_partly"), said(id, "partly")]])));
}

function paperIndicator(one) {
  const { id } = one;
  return [
    h("h3", {}, `${id} ${said(id, "text")}`),
    h("p", {}, said(id, "question")),
    h("div", { class: "guide" }, terms([
      [t("html_form.why"), said(id, "why")], [t("html_form.counts_evidence"), said(id, "evidence")],
      [t("html_form.difficulty"), said(id, "difficulty")], ...source(one)])),
    h("div", { class: "item" },
      h("p", {}, h("strong", {}, t(QUICK ? "html_form.declared" : "html_form.declared_optional"))),
      paperItem(id, [...DATA.stages, "not_applicable"])),
    one.criteria.map(paperCriterion),
  ];
}

function paperArea(area) {
  return h("section", {},
    h("h2", {}, said(area.id, "title")),
    area.indicators.map(paperIndicator),
    h("h3", {}, t("workbook.challenges")),
    h("p", { class: "answer" }, state.challenges.get(area.id) || ""));
}

function renderPaper() {
  byId("paper").replaceChildren(
    h("p", {}, t("workbook.subtitle")),
    h("h1", {}, t("workbook.title")),
    terms([
      [t("workbook.country"), countryName()], [t("workbook.round"), DATA.round],
      [t("workbook.authority"), state.authority || " "], [t("html_form.focal_point"), state.focal_point || " "],
      [t("html_form.date"), state.date || " "],
      [t("workbook.catalogue"), `${said("catalogue", "title")}, ${DATA.catalogue.version} (${t(`workbook.statuses.${DATA.status}`)})`],
    ]),
    h("p", { class: "statement" }, said("catalogue", "statement")),
    ...meanings(),
    ...DATA.areas.map(paperArea));
}
