// What was done so far: a calendar, the pain, and each exercise's trend.

import { byId, make, setAttribute } from "../dom.js";
import { calendar } from "../calendar.js";
import { lines } from "../lines.js";
import { Sheet } from "./sheet.js";

const TABS = ["calendar", "pain", "exercises"];

export class HistorySheet extends Sheet {
  constructor(tools) {
    super("history", tools);
    this.shown = byId("history-shown");
  }

  open(argument) {
    const tab = TABS.includes(argument) ? argument : "calendar";
    for (const link of this.box.querySelectorAll(".tabs a")) {
      setAttribute(link, "aria-current", link.hash === `#/history/${tab}` ? "page" : "false");
    }
    this.wish(async () => {
      const past = await this.server.get("/household/history.json");
      const parts = past.days.length ? this[tab](past) : [make("p", "sheet-note", this.words.say("history.nothing"))];
      this.shown.replaceChildren(...parts);
    });
  }

  calendar(past) {
    const sum = (part) => past.days.reduce((total, day) => total + day[part], 0);
    const walked = this.words.say("history.walked", { count: sum("minutes_walked") });
    return [
      calendar(this.words, past.days),
      make("p", "history-sum", `${this.words.say("history.sessions", { count: sum("sessions") })} · ${walked}`),
      make("ul", "history-key",
        ...["completed", "begun", "walk"].map((kind) => make("li", `key-${kind}`, this.words.say(`history.${kind}`)))),
    ];
  }

  pain(past) {
    const points = (part) => past.pain.filter((at) => at[part] !== null).map((at) => ({ day: at.day, value: at[part] }));
    const [before, after] = [points("before"), points("after")];
    if (!before.length && !after.length) return [make("p", "sheet-note", this.words.say("history.nothing"))];
    const days = past.pain.map(({ day }) => day);
    const name = this.words.say("history.pain_drawing", { first: days[0], last: days.at(-1) });
    return [
      lines(this.words, { name, most: 10, series: [{ points: before, look: "before" }, { points: after, look: "after" }] }),
      make("ul", "history-key",
        ...["before", "after"].map((kind) => make("li", `key-${kind}`, this.words.say(`history.${kind}`)))),
    ];
  }

  exercises(past) {
    const cards = past.exercises.map((trend) => this.trend(trend)).filter(Boolean);
    return [make("div", "cards", ...cards), make("p", "sheet-note", this.words.say("history.range_note"))];
  }

  // The range where there is one, else the seconds held, else the repetitions.
  trend(trend) {
    const [kind, points, unit] = trend.ranges.length ? ["range", trend.ranges, trend.unit]
      : trend.holds_s.length ? ["holds", trend.holds_s, null] : ["reps", trend.reps, null];
    if (!points.length) return null;
    const told = (value) => (unit === "torso" ? this.words.say("unit.torso", { count: this.words.number(value * 100) })
      : unit === "deg" ? this.words.say("unit.deg", { count: this.words.number(value) })
        : kind === "holds" ? this.words.say("finished.seconds", { count: this.words.number(value) }) : this.words.number(value));
    const title = this.cards[trend.exercise]?.name ?? trend.exercise;
    const values = { name: title, first: points[0].day, last: points.at(-1).day,
      from: told(points[0].value), to: told(points.at(-1).value) };
    return make("section", "card trend",
      make("h2", "", title),
      make("p", "card-note", this.words.say(`history.${kind}`)),
      lines(this.words, { name: this.words.say("history.trend_drawing", values), small: true,
        series: [{ points, look: "before" }] }),
      make("p", "trend-now", this.words.say("history.now", { value: told(points.at(-1).value) })));
  }
}
