// Between the answers on the page and the document teia.responses/1.

const BLANK_EVIDENCE = { kind: "other", title: "", reference: "", date: "", language: "" };
const BLANK = {
  value: "unanswered", reason: "", evidence: [], grade: "claimed", comment: "", correction: false,
};

function freshState() {
  return {
    authority: DATA.authority, focal_point: DATA.focal_point, date: "",
    answers: new Map(), challenges: new Map(), sources: null,
  };
}

// What differs from the default; texts without surrounding space.
function lean(full, blank) {
  const found = {};
  for (const key of Object.keys(blank)) {
    let value = full[key];
    if (typeof value === "string") value = value.trim();
    if (Array.isArray(value)) {
      value = value.map((one) => lean(one, BLANK_EVIDENCE)).filter((one) => Object.keys(one).length);
      if (value.length) found[key] = value;
    } else if (value !== blank[key]) found[key] = value;
  }
  return found;
}

// The document to save: the same keys in the same order as write_responses of the library.
function toDocument(state) {
  const { id, version, checksum } = DATA.catalogue;
  const made = { format: DATA.format, catalogue: { id, version, checksum }, country: DATA.country, round: DATA.round };
  if (language !== "en") made.language = language;
  for (const key of ["authority", "focal_point", "date"]) {
    if (state[key].trim()) made[key] = state[key].trim();
  }
  if (QUICK) made.depth = DATA.depth;
  if (DATA.asked.length) made.asked = DATA.asked;
  const answers = {};
  for (const id of HOME.keys()) {
    const answer = lean(state.answers.get(id) || BLANK, BLANK);
    if (Object.keys(answer).length) answers[id] = answer;
  }
  if (Object.keys(answers).length) made.answers = answers;
  const challenges = {};
  for (const area of DATA.areas) {
    const text = (state.challenges.get(area.id) || "").trim();
    if (text) challenges[area.id] = text;
  }
  if (Object.keys(challenges).length) made.challenges = challenges;
  if (state.sources) made.sources = state.sources;
  return made;
}

const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function shown(value) {
  if (Array.isArray(value)) return "[…]";
  return isTable(value) ? "{…}" : String(value ?? "");
}

// Reads a document. Either all of it fits, or nothing is taken and every misfit is told.
function readDocument(given) {
  const state = freshState();
  const problems = [];
  const fault = (code, params) => problems.push({ code, params });
  const misfit = (key, value, expected) => fault("F012", { key, value: shown(value), expected });
  if (!isTable(given) || given.format !== DATA.format) {
    misfit("format", isTable(given) ? given.format : given, DATA.format);
    return { state: null, problems };
  }
  const known = ["format", "catalogue", "country", "round", "language", "authority", "focal_point",
    "date", "depth", "asked", "answers", "challenges", "sources", "places"];
  Object.keys(given).filter((key) => !known.includes(key)).forEach((key) => fault("F010", { key }));
  readOwner(given, fault);
  for (const key of ["authority", "focal_point", "date"]) {
    state[key] = readText(given[key], key, misfit);
  }
  for (const [key, reader] of [["answers", readAnswer], ["challenges", readChallenge]]) {
    const table = given[key] ?? {};
    if (!isTable(table)) misfit(key, table, "@expected.dict_type");
    else for (const [id, value] of Object.entries(table)) reader(state, id, value, fault, misfit);
  }
  if (Array.isArray(given.sources)) state.sources = given.sources;
  else if (given.sources != null) misfit("sources", given.sources, "@expected.list_type");
  return { state: problems.length ? null : state, problems };
}

// Another catalogue, country or round is refused: an answer belongs to the text that was asked.
function readOwner(given, fault) {
  const theirs = isTable(given.catalogue) ? given.catalogue : {};
  for (const [key, code] of [["id", "R002"], ["version", "R003"], ["checksum", "R004"]]) {
    const found = String(theirs[key] ?? "");
    if (found !== DATA.catalogue[key] && (found || key !== "checksum")) {
      fault(code, { found: found.slice(0, 12), own: DATA.catalogue[key].slice(0, 12) });
      break;
    }
  }
  const found = `${given.country ?? ""} ${given.round ?? ""}`;
  const own = `${DATA.country} ${DATA.round}`;
  if (found !== own) fault("M015", { value: found, own });
}

function readText(value, key, misfit) {
  if (value == null) return "";
  if (typeof value === "string" || typeof value === "number") return String(value);
  misfit(key, value, "@expected.text");
  return "";
}

function refuseId(id, fault) {
  const part = QUICK || DATA.asked.length;
  fault(part ? "M014" : "R005", { id });
}

function readChallenge(state, id, value, fault, misfit) {
  if (!DATA.areas.some((area) => area.id === id)) refuseId(id, fault);
  else state.challenges.set(id, readText(value, `challenges.${id}`, misfit));
}

function readAnswer(state, id, given, fault, misfit) {
  if (!HOME.has(id)) {
    refuseId(id, fault);
    return;
  }
  const table = isTable(given) ? given : { value: given };
  const path = `answers.${id}`;
  Object.keys(table).filter((key) => !(key in BLANK)).forEach((key) => fault("F010", { key: `${path}.${key}` }));
  const answer = { ...BLANK, evidence: [] };
  answer.value = readValue(id, table.value, fault);
  answer.reason = readText(table.reason, `${path}.reason`, misfit);
  answer.comment = readText(table.comment, `${path}.comment`, misfit);
  answer.grade = readWord("grades", DATA.grades, table.grade ?? "claimed", id, fault);
  answer.correction = table.correction === true || folded(table.correction ?? "") === "x";
  if (!answer.correction && ![undefined, null, false, ""].includes(table.correction)) {
    fault("R012", { value: shown(table.correction), id, expected: "@expected.mark" });
  }
  answer.evidence = readEvidence(id, table.evidence ?? [], fault, misfit);
  state.answers.set(id, answer);
}

function readValue(id, value, fault) {
  if (value == null || value === "") return "unanswered";
  const word = typeof value === "boolean" ? undefined : codeOf("answers", DATA.words, value);
  if (HOME.get(id).criterion) {
    if (word === undefined) fault("R007", { value: shown(value), id });
    return word;
  }
  if (word === "not_applicable" || word === "unanswered") return word;
  const number = /^-?\d+(?=\s|$)/.exec(String(value).trim());
  const stage = number ? Number(number[0]) : NaN;
  if (!DATA.stages.includes(stage)) fault("R011", { value: shown(value), id, stages: DATA.stages.join(", ") });
  return stage;
}

function readWord(group, codes, value, id, fault) {
  const found = codeOf(group, codes, value);
  if (found === undefined) fault("R012", { value: shown(value), id, expected: `@expected.${group}` });
  return found;
}

function readEvidence(id, items, fault, misfit) {
  if (!Array.isArray(items)) {
    misfit(`answers.${id}.evidence`, items, "@expected.list_type");
    return [];
  }
  return items.map((item, at) => {
    const path = `answers.${id}.evidence.${at}`;
    const found = { ...BLANK_EVIDENCE };
    if (!isTable(item)) {
      misfit(path, item, "@expected.dict_type");
      return found;
    }
    for (const [key, value] of Object.entries(item)) {
      if (!(key in BLANK_EVIDENCE)) fault("F010", { key: `${path}.${key}` });
      else if (key === "kind") found.kind = readWord("evidence_kinds", DATA.kinds, value || "other", id, fault);
      else found[key] = readText(value, `${path}.${key}`, misfit);
    }
    return found;
  });
}

// The earlier answers, as far as the form asks for them; they are of another round.
function readPrevious(given) {
  const answers = new Map();
  for (const [id, found] of Object.entries(given.answers ?? {})) {
    const evidence = (found.evidence ?? []).map((one) => ({ ...BLANK_EVIDENCE, ...one }));
    if (HOME.has(id)) answers.set(id, { ...BLANK, ...found, evidence });
  }
  return { answers, challenges: new Map(Object.entries(given.challenges ?? {})) };
}
