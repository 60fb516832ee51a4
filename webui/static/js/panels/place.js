// Where one is in the plan, in words.

export const UNPLANNED = { exercise: "", reps: null, hold_s: null, sets: 1, notes: [] };

export function placeOf(words, view, planned) {
  const place = words.say("session.exercise", { number: (view.position ?? 0) + 1, total: view.plan.length });
  if (planned.sets < 2) return place;
  return `${place} · ${words.say("session.set", { number: view.set_number, total: planned.sets })}`;
}
