// Today's plan, the state of camera and link, and Start.

import { byId, make, setAttribute, setIcon, setShown, setText } from "../dom.js";
import { doseText } from "../dose.js";

export class HomePanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("home");
    this.list = byId("home-exercises");
    this.planned = "";
  }

  show(view) {
    const shown = view.phase === "home";
    if (shown && this.box.hidden) this.showLast();
    setShown(this.box, shown);
    if (!shown) return;
    this.showPlan(view.plan);
    this.showStatus(view);
  }

  showPlan(plan) {
    const planned = JSON.stringify(plan);
    if (planned === this.planned) return;
    this.planned = planned;
    const reviewed = plan.map(({ exercise }) => Boolean(this.cards[exercise]?.reviewed_by));
    const note = byId("home-unreviewed");
    const none = plan.length > 0 && !reviewed.includes(true);
    setShown(note, none);
    setText(note, this.words.say("home.unreviewed_all"));
    setShown(byId("home-empty"), plan.length === 0);
    byId("home").querySelector("[data-command=start]").disabled = plan.length === 0;
    this.list.replaceChildren(...plan.map((line, index) => this.row(line, !none && !reviewed[index])));
  }

  row(line, marked) {
    const name = make("span", "home-name", this.cards[line.exercise]?.name ?? line.exercise);
    if (marked) name.append(make("small", "home-mark", this.words.say("home.unreviewed_one")));
    return make("li", "", name, make("span", "home-dose", doseText(this.words, line)));
  }

  showStatus(view) {
    const missing = view.camera === "missing";
    setIcon(byId("home-camera"), missing ? "camera-off" : "camera");
    this.line("camera", view.camera, this.words.say(`camera.${view.camera}`), missing ? view.camera_detail : "");
    const refused = view.link === "refused";
    this.line("link", view.link, this.words.say(`link.${view.link}`), refused ? view.link_detail : "");
    setShown(byId("home-outbox"), view.outbox > 0);
    this.line("outbox", "waiting", this.words.say("outbox.waiting", { count: view.outbox }), "");
    setShown(byId("home-storage"), view.storage_trouble !== "");
    this.line("storage", "trouble", this.words.say("storage.trouble"), view.storage_trouble);
  }

  // detail: the technical line, for whoever comes to help.
  line(name, state, text, detail) {
    const item = byId(`home-${name}`);
    setAttribute(item, "data-state", state);
    setText(item.querySelector("span"), text);
    setText(item.querySelector("small"), detail);
  }

  async showLast() {
    const answer = await fetch("/history.json?limit=1");
    const [last] = answer.ok ? await answer.json() : [];
    setShown(byId("home-last"), Boolean(last));
    if (!last) return;
    const count = last.exercises.filter((done) => done.reps > 0 || done.hold_s > 0).length;
    const part = this.words.say(`part_of_day.${last.part_of_day}`);
    setText(byId("home-last"), this.words.say("home.last", {
      done: this.words.say("home.last_exercises", { count }),
      when: this.words.say("home.day", { day: last.programme_day, part }),
    }));
  }
}
