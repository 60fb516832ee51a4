// "5 times", "hold 20 seconds", "5 times, hold 8 seconds each".

export function doseText(words, { reps, hold_s: holdS }) {
  const times = reps === null ? null : words.say("dose.reps", { count: reps });
  const hold = holdS === null ? null : words.say("dose.hold", { count: Math.round(holdS) });
  if (times && hold) return words.say("dose.both", { reps: times, count: Math.round(holdS) });
  return times ?? hold ?? words.say("dose.free");
}
