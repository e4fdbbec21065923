// Languages and time zones to choose from, named in the reader's own language.
import { language, word } from "./text.js";

/** ISO 639-1, the codes that the engine takes. */
const CODES = [
  "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv",
  "cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho", // codespell:ignore
  "hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku",
  "kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn", // codespell:ignore
  "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm",
  "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi", // codespell:ignore
  "vo wa wo xh yi yo za zh zu",
].join(" ").split(" ");
const AREAS = new Set(["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia",
  "Europe", "Indian", "Pacific"]);

/** Options of a select: every language by its name, after those that come first. */
export function languages(first = []) {
  const names = new Intl.DisplayNames(language.value.locale, { type: "language" });
  const named = (code) => [code, names.of(code)];
  const others = CODES.filter((code) => !first.includes(code)).map(named);
  const byName = ([, one], [, other]) => one.localeCompare(other, language.value.locale);
  return [...first.map(named), ...others.sort(byName)];
}

/** Options of a select: those of the zones that are towns, by their area. */
export function zones(known) {
  const areas = new Map();
  for (const zone of known) {
    const [area, ...town] = zone.split("/");
    if (!town.length || !AREAS.has(area)) continue;
    if (!areas.has(area)) areas.set(area, []);
    areas.get(area).push([zone, town.join(", ").replaceAll("_", " ")]);
  }
  const groups = [...areas].map(([area, options]) => ({ label: word("area", area), options }));
  return [["UTC", "UTC"], ...groups];
}
