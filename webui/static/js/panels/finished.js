// What the session came to, exercise by exercise, and whether the clinic has it.

import { byId, icon as drawing, make, setIcon, setShown, setText } from "../dom.js";
import { isReached } from "../dose.js";

const HARDLY_SEEN = 0.2;

export class FinishedPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("finished");
    this.list = byId("finished-exercises");
    this.delivery = byId("finished-delivery");
    this.session = null;
  }

  show(view) {
    const shown = view.phase === "finished";
    setShown(this.box, shown);
    if (!shown) return;
    this.showDelivery(view);
    if (!view.summary) setText(byId("finished-title"), this.words.say("finished.adding_up"));
    if (!view.summary || view.summary.session_id === this.session) return;
    this.session = view.summary.session_id;
    const { ended, exercises } = view.summary;
    setText(byId("finished-title"), this.words.say(`finished.${ended}`));
    setText(byId("finished-praise"), this.words.say(`finished.${this.praise(ended, exercises)}`));
    this.list.replaceChildren(...exercises.map((done) => this.row(done)));
  }

  praise(ended, exercises) {
    if (ended !== "completed") return "praise_stopped";
    return exercises.every((done) => this.isWhole(done)) ? "praise_whole" : "praise_completed";
  }

  showDelivery(view) {
    const [icon, text] = this.delivered(view);
    setIcon(this.delivery, icon);
    setText(this.delivery.querySelector("span"), this.words.say(text, { count: view.outbox }));
  }

  delivered(view) {
    if (view.storage_trouble) return ["correct", "finished.unsaved"];
    if (view.link === "not_configured") return ["link", "finished.kept"];
    return view.outbox > 0 ? ["waiting", "outbox.waiting"] : ["good", "finished.sent"];
  }

  row(done) {
    const card = this.cards[done.exercise];
    return make("li", "",
      drawing(this.isWhole(done) ? "good" : "part"),
      make("h2", "finished-name", card?.name ?? done.exercise),
      make("p", "finished-result", this.result(done)),
      make("p", "finished-notes", this.note(done, card)));
  }

  result(done) {
    const target = done.prescribed_reps;
    if (target !== null) return this.words.say("finished.reps_of", { count: done.reps, target });
    if (done.prescribed_hold_s !== null) {
      const values = { count: Math.floor(done.hold_s), target: Math.round(done.prescribed_hold_s) };
      return this.words.say("finished.seconds_of", values);
    }
    if (done.hold_s > 0) return this.words.say("finished.seconds", { count: Math.floor(done.hold_s) });
    return this.words.say("dose.reps", { count: done.reps });
  }

  isWhole(done) {
    const asked = { reps: done.prescribed_reps, hold_s: done.prescribed_hold_s };
    return isReached(asked, done) || (asked.reps === null && asked.hold_s === null);
  }

  // What went well, or the most frequent correction: one thing to improve is enough.
  note(done, card) {
    const begun = done.reps > 0 || done.too_small > 0 || done.hold_s > 0;
    const unseen = done.duration_s > 0 && done.measurable < HARDLY_SEEN;
    if (!begun) return this.words.say(unseen ? "finished.not_seen" : "finished.not_done");
    const faults = Object.entries(done.deviations).filter(([fault, count]) => count > 0 && card?.corrections[fault]);
    faults.sort(([, one], [, other]) => other - one);
    const [worst] = faults;
    if (worst) {
      const times = this.words.say("finished.times", { count: worst[1] });
      return this.words.say("finished.fault", { times, correction: card.corrections[worst[0]] });
    }
    const good = this.words.say("finished.good_form");
    return done.too_small > 0 ? `${good} ${this.words.say("finished.too_small", { count: done.too_small })}` : good;
  }
}
