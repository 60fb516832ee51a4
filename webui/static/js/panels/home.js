// Today's plan, who exercises, what is due, the state of camera and link, and Start.

import { sees } from "../camera.js";
import { byId, make, setAttribute, setIcon, setShown, setText } from "../dom.js";
import { doseText, shortDose } from "../dose.js";
import { thumbnail } from "../figures.js";
import { fit } from "../fit.js";

const SEE_SOMEBODY = ["pain_rose", "pain_rising", "pain_lasts"];

export class HomePanel {
  constructor({ words, cards, server }) {
    this.words = words;
    this.cards = cards;
    this.server = server;
    this.box = byId("home");
    this.list = byId("home-exercises");
    this.start = this.box.querySelector("[data-command=start]");
    this.planned = "";
    this.fitted = "";
    const again = new ResizeObserver(() => this.fit());
    for (const part of this.parts()) again.observe(part);
    byId("home-break-done").addEventListener("click", () => server.post("/household/break", {}));
  }

  show(view) {
    this.showPerson(view);
    this.showPlan(view);
    this.showDue(view.today);
    this.showStatus(view);
    if (this.fitted !== this.box.innerText) this.fit();
  }

  parts() {
    return [this.list, byId("home-side"), this.box.querySelector("nav")];
  }

  fit() {
    this.fitted = this.box.innerText;
    for (const part of this.parts()) fit(part);
  }

  showPerson({ profile, today }) {
    const name = profile?.name ?? "";
    setText(byId("home-greeting"), name ? this.words.say("home.greeting", { name }) : this.words.say("nav.people"));
    setAttribute(byId("home-picture"), "href", `#picture-${profile?.picture ?? "sun"}`);
    const parts = [this.words.say("home.day", { day: today.day })];
    if (today.streak_days > 1) parts.push(this.words.say("home.streak", { count: today.streak_days }));
    setText(byId("home-day"), parts.join(" · "));
  }

  showPlan({ plan, today }) {
    const done = today.done_today > 0 && today.done_today >= today.sessions_per_day;
    setText(byId("home-title"), this.words.say(done ? "home.done_today" : "home.title"));
    setText(this.start.querySelector("span"), this.words.say(done ? "home.again" : "home.start"));
    const planned = JSON.stringify([plan, today.plan_source, today.reviewed_by, today.notes]);
    if (planned === this.planned) return;
    this.planned = planned;
    const reviewed = plan.map(({ exercise }) => Boolean(this.cards[exercise]?.reviewed_by));
    const none = plan.length > 0 && !reviewed.includes(true);
    setText(byId("home-source"), this.source(today, none));
    setShown(byId("home-empty"), plan.length === 0);
    this.start.disabled = plan.length === 0;
    setAttribute(this.list, "data-many", String(plan.length > 4));
    const dose = plan.length > 4 ? shortDose : doseText;
    const rows = plan.map((line, index) => this.row(line, dose(this.words, line), !none && !reviewed[index]));
    this.list.replaceChildren(...rows);
  }

  source(today, unreviewed) {
    if (today.plan_source === "clinic") {
      const notes = today.notes.map((note) => this.words.find(`note.${note}`)).filter(Boolean);
      return [`${this.words.say("home.by_clinic")}.`, ...notes].join(" ");
    }
    if (today.plan_source === "settings") return `${this.words.say("home.by_settings")}.`;
    if (today.reviewed_by) return `${this.words.say("home.reviewed_by", { name: today.reviewed_by })}.`;
    return unreviewed ? this.words.say("home.unreviewed") : "";
  }

  row(line, dose, marked) {
    const card = this.cards[line.exercise];
    const words = make("p", "",
      make("strong", "", card?.name ?? line.exercise),
      make("span", "", dose));
    if (marked) words.append(make("small", "", this.words.say("home.unreviewed_one")));
    return make("li", "", make("div", "thumb", thumbnail(card)), words);
  }

  showDue(today) {
    setShown(byId("home-break"), today.break_due);
    const advice = byId("home-advice");
    const told = today.advice.find((id) => SEE_SOMEBODY.includes(id));
    setShown(advice, Boolean(told) && !today.break_due);
    if (told) setText(advice.querySelector("p"), this.words.say(`advice.${told}`));
    const walk = this.box.querySelector("a[href='#/walk']");
    setText(walk.querySelector("span"), this.walk(today));
    setIcon(walk, today.walk_min > 0 && today.walked_min >= today.walk_min ? "good" : "walk");
  }

  walk({ walk_min: target, walked_min: count }) {
    if (target === 0) return this.words.say("nav.walk");
    if (count >= target) return this.words.say("home.walk_done", { count });
    return count > 0 ? this.words.say("home.walked", { count, target }) : this.words.say("home.walk", { count: target });
  }

  showStatus(view) {
    const missing = view.camera !== "starting" && !sees(view);
    setIcon(byId("home-camera"), missing ? "camera-off" : "camera");
    this.line("camera", view.camera, this.words.say(`camera.${view.camera}`), missing ? view.camera_detail : "");
    const refused = view.link === "refused";
    this.line("link", view.link, this.words.say(`link.${view.link}`), refused ? view.link_detail : "");
    setShown(byId("home-outbox"), view.outbox > 0);
    this.line("outbox", "waiting", this.words.say("outbox.waiting", { count: view.outbox }), "");
    setShown(byId("home-storage"), view.storage_trouble !== "");
    this.line("storage", "trouble", this.words.say("storage.trouble"), view.storage_trouble);
    const calm = !missing && !refused && view.storage_trouble === "" && !view.today.break_due && !view.today.advice.length;
    setAttribute(byId("home-side"), "data-busy", String(!calm));
  }

  // detail: the technical line, for whoever comes to help.
  line(name, state, text, detail) {
    const item = byId(`home-${name}`);
    setAttribute(item, "data-state", state);
    setText(item.querySelector("span"), text);
    setText(item.querySelector("small"), detail);
  }
}
