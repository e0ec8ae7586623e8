// What the page was made with, and its words in the language that is shown.

const DATA = JSON.parse(document.getElementById("data").textContent);
const LANGUAGES = Object.keys(DATA.texts);
const QUICK = DATA.depth === "quick";

// Where each indicator and criterion belongs, in the order of the catalogue.
const HOME = new Map();
for (const area of DATA.areas) {
  for (const indicator of area.indicators) {
    HOME.set(indicator.id, { area, indicator, criterion: null });
    for (const criterion of indicator.criteria) {
      HOME.set(criterion.id, { area, indicator, criterion });
    }
  }
}

let language = DATA.language;

function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? params[name] : whole));
}

// A text of the page by its dotted key.
function t(key, params = {}) {
  const found = DATA.texts[language][key];
  return typeof found === "string" ? fill(found, params) : found;
}

// A text of the catalogue by id and field; empty where there is none.
function said(id, field) {
  return DATA.texts[language][`${id}/${field}`] || "";
}

// A value as people read it: a word, or a stage with its label.
function shownValue(value) {
  if (typeof value === "number") return `${value} ${said(`stage-${value}`, "label")}`;
  return t(`answers.${value}`);
}

// A folded text is the same for "Not applicable" and "not_applicable".
function folded(text) {
  return String(text).replaceAll("_", " ").toLowerCase().trim().split(/\s+/).join(" ");
}

// The code of a word of a closed list, whatever the language it is written in; else undefined.
function codeOf(group, codes, text) {
  const wanted = folded(text);
  return codes.find((code) =>
    folded(code) === wanted
    || LANGUAGES.some((one) => folded(DATA.texts[one][`${group}.${code}`]) === wanted));
}

// Message and fix of a problem; what it names may itself be said in the reader's language.
function problemText(problem) {
  const params = { hint: "" };
  for (const [name, value] of Object.entries(problem.params)) {
    params[name] = String(value).startsWith("@") ? t(value.slice(1)) : value;
  }
  const text = `${t(`problems.${problem.code}.message`, params)} ${t(`problems.${problem.code}.fix`, params)}`;
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
