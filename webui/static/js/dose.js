// What is asked for in words, and how much of it is done.

export function isHold({ reps, hold_s: holdS }) {
  return reps === null && holdS !== null;
}

// done: anything with reps and hold_s; a dose without a target is never done.
export function isReached(planned, done) {
  if (planned.reps !== null) return done.reps >= planned.reps;
  return planned.hold_s !== null && done.hold_s >= planned.hold_s;
}

// One set: "5 times", "hold 20 seconds", "5 times, 8 s each".
export function setText(words, { reps, hold_s: holdS }) {
  const times = reps === null ? null : words.say("dose.reps", { count: reps });
  const hold = holdS === null ? null : words.say("dose.hold", { count: Math.round(holdS) });
  if (times && hold) return words.say("dose.each", { reps: times, count: Math.round(holdS) });
  return times ?? hold ?? words.say("dose.free");
}

// As short as it can be told: "3 × 5", "2 × 20 s", "6 × 8 s".
export function shortDose(words, { sets, reps, hold_s: holdS }) {
  const hold = holdS === null ? null : words.say("finished.seconds", { count: Math.round(holdS) });
  const parts = [sets > 1 ? sets : null, reps, hold].filter((part) => part !== null);
  if (parts.length > 1) return parts.join(" × ");
  return reps === null ? hold ?? words.say("dose.free") : words.say("dose.reps", { count: reps });
}

// The whole of it: "3 × 5 times".
export function doseText(words, planned) {
  const dose = setText(words, planned);
  return planned.sets > 1 ? words.say("dose.sets", { sets: planned.sets, dose }) : dose;
}
