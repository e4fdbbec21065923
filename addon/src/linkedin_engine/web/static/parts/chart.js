// Wishes per week as a small drawing, and the same numbers as text.
import { day, number, t, tn } from "../text.js";
import { html } from "../view.js";

const WEEK = 7 * 86400000;
const BAR = 20;
const GAP = 4;
const HEIGHT = 100;

/** How many of these wishes were sent in each of the last weeks, the oldest first. */
export function perWeek(wishes, count, now = Date.now()) {
  const monday = startOfWeek(now);
  const weeks = Array.from({ length: count }, (_, index) => ({
    start: new Date(monday - (count - 1 - index) * WEEK).toISOString().slice(0, 10),
    sent: 0,
  }));
  for (const wish of wishes) {
    const age = Math.round((monday - startOfWeek(new Date(wish.sent_at).getTime())) / WEEK);
    const week = weeks[count - 1 - age];
    if (week) week.sent += 1;
  }
  return weeks;
}

function startOfWeek(time) {
  const date = new Date(time);
  const weekday = (date.getUTCDay() + 6) % 7;
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() - weekday);
}

export function Chart({ weeks }) {
  const most = Math.max(...weeks.map((week) => week.sent));
  const total = weeks.reduce((sum, week) => sum + week.sent, 0);
  const width = weeks.length * (BAR + GAP);
  return html`<figure class="chart">
    <svg viewBox=${`0 0 ${width} ${HEIGHT}`} role="img" preserveAspectRatio="none"
      aria-label=${tn("chart.summary", total, { weeks: number(weeks.length) })}>
      ${weeks.map((week, index) => {
        const height = (week.sent / Math.max(1, most)) * (HEIGHT - 2) + 2;
        return html`<rect key=${week.start} class=${week.sent ? "bar-full" : "bar-empty"}
          x=${index * (BAR + GAP)} y=${HEIGHT - height} width=${BAR} height=${height}>
          <title>${day(week.start)}: ${number(week.sent)}</title></rect>`;
      })}
    </svg>
    <figcaption class="quiet">
      <span>${day(weeks[0].start)}</span>
      <span>${tn("chart.most", most)}</span>
      <span>${t("chart.now")}</span>
    </figcaption>
  </figure>`;
}
