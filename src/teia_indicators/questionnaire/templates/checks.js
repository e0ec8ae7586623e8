// What is wrong with the answers, and what is missing; the same rules as check_responses.

function isDate(text) {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days;
}

// A problem names its item, and the part of it that is to be mended.
function findProblems(state) {
  const found = [];
  if (state.date.trim() && !isDate(state.date.trim())) {
    const params = { value: state.date, id: "@workbook.columns.evidence.date", expected: "@expected.partial_date" };
    found.push({ code: "R012", id: null, part: "date", params });
  }
  for (const id of HOME.keys()) {
    const answer = state.answers.get(id);
    if (answer) found.push(...itemProblems(state, id, answer));
  }
  return found;
}

function itemProblems(state, id, answer) {
  const found = [];
  const { indicator, criterion } = HOME.get(id);
  if (DATA.needs_reason.includes(answer.value) && !answer.reason.trim()) {
    const code = answer.value === "not_applicable" ? "R008" : "R009";
    found.push({ code, id, part: "reason", params: { id } });
  }
  const whole = criterion && (state.answers.get(indicator.id) || BLANK).value;
  if (whole === "not_applicable" && !["unanswered", "not_applicable"].includes(answer.value)) {
    found.push({ code: "R013", id, part: "value", params: { id, parent: indicator.id } });
  }
  answer.evidence.forEach((item, at) => {
    const date = item.date.trim();
    const written = item.language.trim();
    if (date && !isDate(date)) {
      const params = { value: date, id, expected: "@expected.partial_date" };
      found.push({ code: "R012", id, part: `evidence:${at}:date`, params });
    }
    if (!/^([a-z]{2,3})?$/.test(written)) {
      const params = { value: written, id, expected: "@expected.language" };
      found.push({ code: "R012", id, part: `evidence:${at}:language`, params });
    }
  });
  return found;
}

// The questions of an area: its criteria, and indicators that have none.
function questionsOf(area) {
  return area.indicators.flatMap((indicator) =>
    (indicator.criteria.length ? indicator.criteria.map((one) => one.id) : [indicator.id]));
}

// A declared stage, or "not applicable" for the whole indicator, stands in for its criteria.
function missingIn(state, area) {
  const value = (id) => (state.answers.get(id) || BLANK).value;
  return questionsOf(area).filter((id) =>
    value(id) === "unanswered" && value(HOME.get(id).indicator.id) === "unanswered");
}
