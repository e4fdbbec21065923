// What this browser remembers; one that keeps nothing forgets it with the page.
const forgotten = new Map();
const PREFIX = "linkedin-auto.";

export function remembered(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return forgotten.get(name) ?? null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    forgotten.set(name, value);
  }
}
