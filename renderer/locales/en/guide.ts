import type { guide as model } from '../fr/guide.ts';
import type { Translation } from '../translation.ts';

export const guide: Translation<typeof model> = {
  title: 'User guide',
  contents: 'Contents',
  text: 'Text of the guide',
  find: 'Search the guide',
  clear: 'Clear the search',
  found_one: '{{count}} passage',
  found_other: '{{count}} passages',
  nothing: 'Nothing in the guide',
  nothingText: 'Try a shorter word, or browse the contents.',
  whole: 'See the whole guide',
  print: 'Print',
  close: 'Close',
  escape: 'Esc',
  more: 'Learn more',
  french:
    'The user guide is written in French, the language of the people it is for. The interface names everything in English; the shortcuts are on the sheet that « ? » opens.',
};
