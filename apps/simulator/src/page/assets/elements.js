/* global document */

/** The element of this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Makes an element: properties by name, `on` for what happens on it, then its children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, data = {}, ...own } = properties;
  Object.assign(element, own);
  Object.assign(element.dataset, data);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children);
  return element;
}

/** Shows `+254700000101` with its country apart, as far as a person can read it. */
export function plus(number) {
  return `+${number}`;
}

let timer;

/** Tells what could not be done, for a while. */
export function tell(text) {
  const said = byId('said');
  said.textContent = text;
  said.hidden = text === '';
  clearTimeout(timer);
  timer = setTimeout(() => (said.hidden = true), 8000);
}

/** Runs what a click began, and tells why it failed. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    tell(error.message);
    return undefined;
  }
}
