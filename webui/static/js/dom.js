// Changes to the page, only where something differs: screen readers speak what changes, and layout costs time.

const SVG = "http://www.w3.org/2000/svg";

export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setShown(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

// SVG elements have no `hidden` of their own.
export function setDrawn(element, drawn) {
  if (element.hasAttribute("hidden") === drawn) element.toggleAttribute("hidden", !drawn);
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setIcon(holder, name) {
  setAttribute(holder.querySelector("use"), "href", `#icon-${name}`);
}

// share: 0 to 1, or null where it is not known.
export function setBar(bar, share) {
  const percent = share === null ? 0 : Math.round(Math.min(Math.max(share, 0), 1) * 100);
  setAttribute(bar, "data-known", String(share !== null));
  if (share === null) bar.removeAttribute("aria-valuenow");
  else setAttribute(bar, "aria-valuenow", String(percent));
  bar.firstElementChild.style.setProperty("--share", String(percent / 100));
}

// children: strings or elements.
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

// A shape of a drawing; attributes by name, a text as its content.
export function shape(tag, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text) element.textContent = text;
  return element;
}

// One of the page's symbols, such as "icon-good"; it says nothing by itself.
export function drawing(symbol, className = "") {
  const drawn = shape("svg", { "aria-hidden": "true", focusable: "false" });
  if (className) drawn.setAttribute("class", className);
  drawn.append(shape("use", { href: `#${symbol}` }));
  return drawn;
}

export function icon(name) {
  return drawing(`icon-${name}`);
}

// A button that sends `order`, an object with command, and subject, value or regions where it needs them.
export function orderButton(order, look, ...children) {
  const button = make("button", `button ${look}`.trim(), ...children);
  button.type = "button";
  for (const [name, value] of Object.entries(order)) button.dataset[name] = String(value);
  return button;
}

// One key of a keyboard on the screen; name: what a screen reader says.
export function keyButton(text, name, onTouch) {
  const key = make("button", "key", text);
  key.type = "button";
  key.setAttribute("aria-label", name);
  key.addEventListener("click", onTouch);
  return key;
}
