// What hinders seeing the person, and what helps, in one sentence.

import { sees } from "../camera.js";

export function hindrance(words, view, card) {
  if (!sees(view)) return words.say(`camera.${view.camera}`);
  const move = view.move && words.say(`move.${view.move}`);
  if (view.reason === "wrong_view") return turn(words, card);
  if (view.reason === "wrong_stance" && view.phase !== "active" && card?.setup.length) return card.setup[0];
  if (view.reason === "out_of_frame") return unseen(words, view, move);
  if (move) return move;
  if (view.reason === null) return words.say("session.hold_still");
  return words.find(`reason.${view.reason}`) ?? words.say("reason.low_confidence");
}

function unseen(words, view, move) {
  const parts = new Set(view.missing.map((name) => words.find(`part.${name}`)).filter(Boolean));
  if (!parts.size) return move || words.say("reason.out_of_frame");
  const values = { parts: words.and([...parts]) };
  if (!move) return words.say("reason.out_of_frame_missing", values);
  return `${words.say("reason.out_of_frame_parts", values)} ${move}`;
}

function turn(words, card) {
  const wanted = [...(card?.views ?? [])].sort().join("_");
  return words.find(`view.${wanted}`) ?? words.say("reason.wrong_view");
}
