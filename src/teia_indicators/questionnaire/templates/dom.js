// Elements from data: texts only ever become text nodes, never markup.

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

const byId = (id) => document.getElementById(id);

function button(action, label, attributes = {}) {
  return h("button", { type: "button", "data-action": action, ...attributes }, label);
}

// Terms with their texts; those without a text are left out.
function terms(pairs) {
  return h("dl", {}, pairs.filter(([, text]) => text).map(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]));
}

// A labelled control. The hint and the error are tied to it by their ids.
function field(id, label, control, hint = "") {
  const described = [hint && `${id}:hint`, `${id}:error`].filter(Boolean).join(" ");
  control.id = id;
  control.setAttribute("aria-describedby", described);
  return h("div", { class: "field" },
    h("label", { for: id }, label),
    control,
    hint && h("p", { class: "hint", id: `${id}:hint` }, hint),
    h("p", { class: "error", id: `${id}:error`, hidden: true }));
}

function showError(id, text) {
  const control = byId(id);
  const error = byId(`${id}:error`);
  if (!control || !error) return;
  error.textContent = text;
  error.hidden = !text;
  if (control.tagName === "FIELDSET") return;
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

// Tells what happened, also to a screen reader.
function announce(text) {
  byId("status").textContent = text;
}

// Asks and gives the chosen value; leaving the dialog chooses the last, which changes nothing.
function ask(text, choices) {
  const dialog = byId("ask");
  dialog.replaceChildren(
    h("p", { id: "ask-text" }, text),
    h("div", { class: "choices" }, choices.map(([value, label], at) =>
      h("button", { type: "button", value, autofocus: at === choices.length - 1 }, label))));
  return new Promise((resolve) => {
    const finish = (value) => {
      dialog.close();
      resolve(value);
    };
    dialog.querySelectorAll("button").forEach((one) => one.addEventListener("click", () => finish(one.value)));
    dialog.oncancel = (event) => {
      event.preventDefault();
      finish(choices.at(-1)[0]);
    };
    dialog.showModal();
  });
}
