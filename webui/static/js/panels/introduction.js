// The demonstration of an exercise and the words of its set-up.

import { byId, make, setAttribute, setDrawn, setShown, setText } from "../dom.js";
import { doseText } from "../dose.js";
import { figureOf } from "../figures.js";
import { fit } from "../fit.js";
import { hindrance } from "./hindrance.js";
import { placeOf, UNPLANNED } from "./place.js";

const LEAST_WITH_STEPS = 0.78;

export class IntroductionPanel {
  constructor(words, cards) {
    this.words = words;
    this.cards = cards;
    this.box = byId("introduction");
    this.film = byId("introduction-film");
    this.still = byId("introduction-still");
    this.figure = byId("introduction-figure");
    this.shown = "";
    new ResizeObserver(() => this.fit()).observe(byId("introduction-words"));
  }

  show(view) {
    const shown = view.phase === "introducing";
    setShown(this.box, shown);
    const planned = shown ? view.plan[view.position] ?? UNPLANNED : null;
    const what = shown ? JSON.stringify([view.position, view.set_number, planned]) : "";
    if (what !== this.shown) {
      this.shown = what;
      if (shown) this.introduce(view, planned, this.cards[planned.exercise]);
      else this.stop();
    }
    if (shown) this.showReadiness(view, this.cards[planned.exercise]);
  }

  introduce(view, planned, card) {
    setText(byId("introduction-name"), card?.name ?? planned.exercise);
    setText(byId("introduction-place"), placeOf(this.words, view, planned));
    setText(byId("introduction-dose"), doseText(this.words, planned));
    byId("introduction-setup").replaceChildren(...(card?.setup ?? []).map((line) => make("li", "", line)));
    byId("introduction-steps").replaceChildren(...(card?.steps ?? []).map((line) => make("li", "", line)));
    const notes = planned.notes.map((note) => this.words.find(`note.${note}`)).filter(Boolean);
    const tempo = card?.tempo_s && planned.reps !== null
      ? [this.words.say("session.tempo", { out: this.words.number(card.tempo_s[0], 1), back: this.words.number(card.tempo_s[2], 1) })]
      : [];
    this.line("introduction-note", [...tempo, notes.join(" ")].filter(Boolean).join(" · "));
    this.line("introduction-safety", (card?.safety ?? []).join(" "));
    this.demonstrate(card);
    this.fit();
  }

  // The set-up is read first, from afar; how to move is shown by the film too.
  fit() {
    const words = byId("introduction-words");
    setShown(byId("introduction-steps"), true);
    if (fit(words, LEAST_WITH_STEPS)) return;
    setShown(byId("introduction-steps"), false);
    fit(words);
  }

  line(id, text) {
    setShown(byId(id), text !== "");
    setText(byId(id), text);
  }

  // Film, else still, else the resting position; for those who want no motion the still.
  demonstrate(card) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const film = card?.film && !calm ? card.film : null;
    const still = card?.still ?? null;
    setShown(this.film, Boolean(film));
    setShown(this.still, !film && Boolean(still));
    setDrawn(this.figure, !film && !still);
    setAttribute(this.figure.firstElementChild, "href", `#${figureOf(card)}`);
    if (still) this.still.src = still;
    if (!film) return;
    if (still) this.film.poster = still;
    this.film.src = film;
    // It may be stopped again before it has begun.
    this.film.play().catch((error) => console.info(error.message));
  }

  stop() {
    this.film.pause();
    this.film.removeAttribute("src");
    this.film.load();
  }

  showReadiness(view, card) {
    const seen = view.reason === null && view.ready > 0;
    const box = byId("introduction-ready");
    setAttribute(box, "data-seen", String(seen));
    const text = seen ? this.words.say("session.hold_still") : hindrance(this.words, view, card);
    setText(byId("introduction-see"), text);
  }
}
