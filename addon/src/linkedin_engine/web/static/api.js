// The public API, and what its errors mean for a person.
import { has, t, word } from "./text.js";

/** The most characters of a wish. */
export const TEXT_MAX = 1000;
const TRIES = 4;
const LONGEST_WAIT_SECONDS = 15;

export class ApiError extends Error {
  constructor(status, { code, message, field }) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

export const api = {
  get: (path, query) => json("GET", path + search(query)),
  post: (path, body) => json("POST", path, body),
  put: (path, body) => json("PUT", path, body),
  patch: (path, body) => json("PATCH", path, body),
  remove: (path) => json("DELETE", path),
  csv: async (path, query) =>
    (await request("GET", path + search(query), { accept: "text/csv" })).blob(),
};

/** The panel's own addresses, beside the public API. */
export const own = {
  get: (path) => json("GET", path, undefined, ""),
  post: (path, body) => json("POST", path, body, ""),
};

/** The address of something that the browser fetches by itself. */
export const href = (path) => `api/v1/${path}`;

/** What went wrong, in words that say what to do; `detail` is the engine's own, in English. */
export function explained(error) {
  if (!(error instanceof ApiError)) return { words: t("error.internal"), detail: String(error) };
  const { code, field, message: detail } = error;
  if (code === "bad_input") return { words: wrong(field), detail };
  const key = [`error.${code}`, `reason.${code}`].find(has) ?? "error.other";
  return { words: t(key), detail };
}

/** What to put right in a field. */
function wrong(field) {
  const name = (field ?? "").replace(/\[\d+\]/, "");
  if (has(`wrong.${name}`)) return t(`wrong.${name}`);
  return t("error.bad_input", { field: name && word("field", name) });
}

async function json(method, path, body, base) {
  const reply = await request(method, path, { body, base });
  return reply.status === 204 ? null : reply.json();
}

async function request(method, path, { body, accept = "application/json", base = "api/v1/" }) {
  const headers = { Accept: accept };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  for (let turn = 1; ; turn++) {
    const reply = await sent(base + path, {
      method,
      headers,
      // Small changes arrive also when the page is being left.
      keepalive: method === "PATCH",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (reply.ok) return reply;
    // What was refused for coming too fast was not done: asking again is safe.
    const seconds = Number(reply.headers.get("Retry-After") ?? 1);
    const waits = reply.status === 429 && turn < TRIES && base !== "";
    if (!waits || seconds > LONGEST_WAIT_SECONDS) throw await failure(reply);
    await new Promise((done) => setTimeout(done, seconds * 1000));
  }
}

async function sent(url, options) {
  try {
    return await fetch(url, { ...options, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    throw new ApiError(0, { code: "offline", message: String(error.message) });
  }
}

async function failure(reply) {
  try {
    return new ApiError(reply.status, (await reply.json()).error);
  } catch {
    const code = reply.status === 401 ? "unauthorized" : "unreachable";
    return new ApiError(reply.status, { code, message: `HTTP ${reply.status}` });
  }
}

function search(query = {}) {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().filter((each) => each !== undefined && each !== null && each !== "")
      .map((each) => [name, String(each)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}
