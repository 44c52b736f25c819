/** The order of names as people give them: « 2 » before « 10 », whatever the accents and capitals. */
export const byName = new Intl.Collator('fr', { numeric: true, sensitivity: 'base' }).compare;
