/** Text of one line as a person writes it, wherever it is kept as it is. */

/**
 * No control characters, no halves of characters (which no database and no mail can hold), and no angle brackets that a
 * mail or a page could choke on.
 */
export const plainText = /^[^\p{Cc}\p{Cs}<>]*$/u;
