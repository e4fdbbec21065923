// The person's templates as a whole: what to send back, and files of them.
import { api } from "./api.js";

export const MAX_SOURCE = 2000;
const VERSION = 1;
const FIELDS = ["id", "language", "occasion", "late", "text", "enabled"];

/** Change the templates as they are now, and keep them; returns what holds. */
export async function changeTemplates(change) {
  const { templates } = await api.get("messages");
  return api.put("messages", { templates: change(templates) });
}

export const replaced = (template) => (templates) => [
  ...templates.filter((each) => each.id !== template.id),
  template,
];

export const without = (id) => (templates) => templates.filter((each) => each.id !== id);

/** An id that none of these has. */
export function newId(templates, language) {
  const taken = new Set(templates.map((each) => each.id));
  for (let number = 1; ; number++) {
    const id = `own.${language}.${number}`;
    if (!taken.has(id)) return id;
  }
}

export function exported(templates) {
  return JSON.stringify({ version: VERSION, templates }, null, 2);
}

/** The templates in a file, or null where it is none of ours. */
export function imported(text) {
  try {
    const { version, templates } = JSON.parse(text);
    if (version !== VERSION || !Array.isArray(templates) || !templates.length) return null;
    return templates.map((each) => Object.fromEntries(FIELDS.map((name) => [name, each[name]])));
  } catch {
    return null;
  }
}

const TAG = /\{%-?\s*(.*?)\s*-?%\}|\{\{-?\s*(\w+).*?\}\}/s;

/**
 * A template as its reader thinks of it: `[{ text }, { variable }, ...]`, with the words
 * for somebody of whom everything is known.
 */
export function readable(source) {
  const pieces = [];
  const hidden = [];
  let rest = source;
  for (let found = TAG.exec(rest); found; found = TAG.exec(rest)) {
    show(rest.slice(0, found.index), "text");
    const [whole, statement, variable] = found;
    if (variable) show(variable, "variable");
    else if (statement.startsWith("if")) hidden.push(/ not |==/.test(statement));
    else if (statement === "endif") hidden.pop();
    else hidden[hidden.length - 1] = !hidden.at(-1);
    rest = rest.slice(found.index + whole.length);
  }
  show(rest, "text");
  return pieces;

  function show(content, kind) {
    if (content && !hidden.includes(true)) pieces.push({ [kind]: content });
  }
}
