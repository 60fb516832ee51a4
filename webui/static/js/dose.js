// What is asked for in words, and how much of it is done.

export function isHold({ reps, hold_s: holdS }) {
  return reps === null && holdS !== null;
}

// done: anything with reps and hold_s; a dose without a target is never done.
export function isReached(planned, done) {
  if (planned.reps !== null) return done.reps >= planned.reps;
  return planned.hold_s !== null && done.hold_s >= planned.hold_s;
}

// "5 times", "hold 20 seconds", "5 times, 8 seconds each".

export function doseText(words, { reps, hold_s: holdS }) {
  const times = reps === null ? null : words.say("dose.reps", { count: reps });
  const hold = holdS === null ? null : words.say("dose.hold", { count: Math.round(holdS) });
  if (times && hold) return words.say("dose.both", { reps: times, count: Math.round(holdS) });
  return times ?? hold ?? words.say("dose.free");
}
