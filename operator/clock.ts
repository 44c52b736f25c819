/** Time as a part that is passed in, so that expiry and retention are tested without waiting. */

/** Tells the present instant. */
export type Clock = () => Date;

/** The machine's clock. */
export const systemClock: Clock = () => new Date();
