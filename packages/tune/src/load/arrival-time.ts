/**
 * When event `index` of a fixed rate is due, in ms after the first: the rate grows evenly from nothing during the ramp,
 * so `perSecond × t² / (2 × ramp)` events are due at time t of it, and then stays.
 */
export function arrivalMs(index: number, perSecond: number, rampSeconds: number): number {
  const inRamp = (perSecond * rampSeconds) / 2;
  const seconds =
    index < inRamp
      ? Math.sqrt((2 * rampSeconds * index) / perSecond)
      : rampSeconds + (index - inRamp) / perSecond;
  return seconds * 1000;
}
