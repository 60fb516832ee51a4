// What the session came to: what went well, one thing to mind, the trend, and whether the clinic has it.

import { byId, icon, make, setAttribute, setIcon, setShown, setText } from "../dom.js";
import { isReached } from "../dose.js";
import { fit } from "../fit.js";

const HARDLY_SEEN = 0.2;
const HARDLY_SURE = 0.5;
const SMALLEST_CHANGE = { deg: 2, torso: 0.03 };

export class FinishedPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("finished");
    this.list = byId("finished-exercises");
    this.told = byId("finished-told");
    this.delivery = byId("finished-delivery");
    this.session = null;
    const again = new ResizeObserver(() => this.fit());
    again.observe(this.list);
    again.observe(this.told);
  }

  show(view) {
    const shown = view.phase === "finished";
    setShown(this.box, shown);
    if (!shown) return;
    this.showDelivery(view);
    if (!view.summary) setText(byId("finished-title"), this.words.say("finished.adding_up"));
    setShown(this.told, Boolean(view.summary));
    setShown(this.list, Boolean(view.summary));
    if (!view.summary || view.summary.session_id === this.session) return;
    this.session = view.summary.session_id;
    setText(byId("finished-title"), this.words.say(`finished.${view.summary.ended}`));
    this.showOutcome(view.outcome, view.summary.exercises);
    this.showTrend(view.summary, view.outcome);
    this.list.replaceChildren(...this.byExercise(view.summary.exercises).map((sets) => this.row(sets)));
    this.fit();
  }

  fit() {
    fit(this.told);
    fit(this.list);
  }

  showOutcome(outcome, exercises) {
    const praised = outcome?.praised && this.cards[outcome.praised]?.name;
    const praise = this.words.say(`praise.${outcome?.praise ?? "came_back"}`);
    setText(byId("finished-praise"), praised ? `${praised}: ${praise}` : praise);
    setText(byId("finished-tip"), this.tip(outcome, exercises));
    const [advice] = outcome?.advice ?? [];
    setShown(byId("finished-advice"), Boolean(advice));
    if (advice) setText(byId("finished-advice").querySelector("p"), this.words.say(`advice.${advice}`));
  }

  // What the clinic has forbidden, else the fault that was seen most.
  tip(outcome, exercises) {
    const far = exercises.find((done) => done.beyond_limit > 0);
    if (far) return `${this.cards[far.exercise]?.name ?? far.exercise}: ${this.words.say("finished.too_far")}`;
    const tip = outcome?.tip && this.cards[outcome.tipped]?.corrections[outcome.tip];
    return tip ? `${this.cards[outcome.tipped].name}: ${tip}` : this.words.say("finished.nothing_to_improve");
  }

  showTrend(summary, outcome) {
    const { pain_before: before, pain_after: after } = summary;
    const known = before !== null && after !== null;
    const change = this.largestChange(summary, outcome?.range_change ?? {});
    setShown(byId("finished-trend"), known || change !== null);
    setShown(byId("finished-pain"), known);
    if (known) setText(byId("finished-pain"), this.words.say("finished.pain_from_to", { before, after }));
    setShown(byId("finished-change"), change !== null);
    if (change) setText(byId("finished-change"), change);
  }

  // One is enough: the exercise that changed most, in parts of what counts as a change.
  largestChange(summary, changes) {
    const units = Object.fromEntries(summary.exercises.map((done) => [done.exercise, done.range_unit]));
    const told = Object.entries(changes)
      .map(([exercise, change]) => ({ exercise, change, unit: units[exercise] }))
      .filter(({ change, unit }) => unit && Math.abs(change) >= SMALLEST_CHANGE[unit]);
    told.sort((one, other) => Math.abs(other.change) / SMALLEST_CHANGE[other.unit] - Math.abs(one.change) / SMALLEST_CHANGE[one.unit]);
    const [most] = told;
    if (!most) return null;
    const count = this.words.number(Math.abs(most.change) * (most.unit === "torso" ? 100 : 1));
    const change = this.words.say(`unit.${most.unit}`, { count });
    const exercise = this.cards[most.exercise]?.name ?? most.exercise;
    return this.words.say(most.change > 0 ? "finished.further" : "finished.less_far", { exercise, change });
  }

  showDelivery(view) {
    const [drawn, text] = this.delivered(view);
    setIcon(this.delivery, drawn);
    setText(this.delivery.querySelector("span"), this.words.say(text, { count: view.outbox }));
  }

  delivered(view) {
    if (view.storage_trouble) return ["correct", "finished.unsaved"];
    if (view.link === "not_configured") return ["link", "finished.kept"];
    return view.outbox > 0 ? ["waiting", "outbox.waiting"] : ["good", "finished.sent"];
  }

  // The sets of each exercise, in the plan's order.
  byExercise(exercises) {
    const groups = new Map();
    for (const done of exercises) {
      groups.set(done.exercise, [...(groups.get(done.exercise) ?? []), done]);
    }
    return [...groups.values()];
  }

  row(sets) {
    const card = this.cards[sets[0].exercise];
    const whole = sets.every((done) => this.isWhole(done));
    const row = make("li", "",
      icon(whole ? "good" : "part"),
      make("span", "for-readers", this.words.say(whole ? "finished.whole" : "finished.in_part")),
      make("span", "finished-name",
        make("strong", "", card?.name ?? sets[0].exercise), ...this.remarks(sets).map((text) => make("small", "", text))),
      make("span", "finished-result", this.result(sets)));
    setAttribute(row, "data-whole", String(whole));
    return row;
  }

  // Where it hurt, and a count that the camera could not be sure of.
  remarks(sets) {
    const where = new Set(sets.flatMap((done) => done.pain_regions ?? []));
    const regions = [...where].map((region) => this.words.say(`region.${region}`)).join(", ");
    const unsure = sets.some((done) => (done.count_sureness ?? 1) < HARDLY_SURE);
    return [regions && this.words.say("finished.hurt", { regions }), unsure && this.words.say("finished.unsure")]
      .filter(Boolean);
  }

  result(sets) {
    const sum = (part) => sets.reduce((total, done) => total + (done[part] ?? 0), 0);
    const [reps, held] = [sum("reps"), Math.floor(sum("hold_s"))];
    if (!reps && !held && !sum("too_small")) {
      const unseen = sum("duration_s") > 0 && sets.every((done) => done.measurable < HARDLY_SEEN);
      return this.words.say(unseen ? "finished.not_seen" : "finished.not_done");
    }
    if (sets[0].prescribed_reps !== null) {
      return this.words.say("finished.reps_of", { count: reps, target: sum("prescribed_reps") });
    }
    if (sets[0].prescribed_hold_s !== null) {
      return this.words.say("finished.seconds_of", { count: held, target: Math.round(sum("prescribed_hold_s")) });
    }
    return held > 0 ? this.words.say("finished.seconds", { count: held }) : this.words.say("dose.reps", { count: reps });
  }

  isWhole(done) {
    const asked = { reps: done.prescribed_reps, hold_s: done.prescribed_hold_s };
    return isReached(asked, done) || (asked.reps === null && asked.hold_s === null);
  }
}
