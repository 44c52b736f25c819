/** The text of a presentation (ECMA-376, PresentationML): slides in order, each with its notes. */
import { type DocumentPart, inOneLine } from './part.ts';
import { xmlTokens } from './xml.ts';
import type { ZipParts } from './zip-parts.ts';

export async function* readSlides(zip: ZipParts): AsyncGenerator<DocumentPart> {
  const numbers = zip.names
    .map((name) => /^ppt\/slides\/slide(\d{1,5})\.xml$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .sort((a, b) => Number(a) - Number(b));
  for (const [index, number] of numbers.entries()) {
    yield { kind: 'heading', level: 2, text: String(index + 1) };
    for (const part of [`ppt/slides/slide${number}.xml`, `ppt/notesSlides/notesSlide${number}.xml`]) {
      yield* paragraphsOf((await zip.text(part)) ?? '');
    }
  }
}

function* paragraphsOf(xml: string): Generator<DocumentPart> {
  let text = '';
  let isText = false;
  for (const token of xml === '' ? [] : xmlTokens(xml)) {
    if (token.type === 'text') text += isText ? token.text : '';
    else if (token.name === 't') isText = token.type === 'open';
    else if (token.name === 'br' && token.type === 'open') text += '\n';
    else if (token.name === 'p' && token.type === 'close') {
      if (inOneLine(text) !== '') yield { kind: 'paragraph', text };
      text = '';
    }
  }
}
