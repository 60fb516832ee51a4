// The last five weeks, a day a square, Monday first.

import { icon, make } from "./dom.js";

const WEEKS = 5;
const DAY_MS = 86_400_000;

// days: each {date: "YYYY-MM-DD", sessions, completed, minutes_walked}, oldest first.
export function calendar(words, days) {
  const done = new Map(days.map((day) => [day.date, day]));
  const today = new Date();
  const last = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  const latest = Math.max(last, Date.parse(days.at(-1).date));
  const monday = latest - ((new Date(latest).getUTCDay() + 6) % 7) * DAY_MS;
  const first = monday - (WEEKS - 1) * 7 * DAY_MS;
  const short = new Intl.DateTimeFormat(words.language, { weekday: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(words.language, { dateStyle: "full", timeZone: "UTC" });
  const names = Array.from({ length: 7 }, (_, day) => make("span", "calendar-name", short.format(monday + day * DAY_MS)));
  const squares = Array.from({ length: WEEKS * 7 }, (_, at) => {
    const day = first + at * DAY_MS;
    return square(words, day, done.get(new Date(day).toISOString().slice(0, 10)), day > latest, long);
  });
  return make("div", "calendar", ...names, ...squares);
}

function square(words, day, done, future, long) {
  const box = make("div", "calendar-day", String(new Date(day).getUTCDate()));
  const told = [long.format(day)];
  if (future) box.classList.add("calendar-future");
  if (done?.sessions) {
    box.classList.add(done.completed ? "calendar-completed" : "calendar-begun");
    box.append(icon(done.completed ? "good" : "part"));
    told.push(words.say(done.completed ? "history.completed" : "history.begun"));
  } else if (done?.minutes_walked) {
    box.classList.add("calendar-walk");
    box.append(icon("walk"));
  }
  if (done?.minutes_walked) told.push(words.say("history.walked", { count: done.minutes_walked }));
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", told.join(", "));
  return box;
}
