/** Which letters of a name answer what was typed: the beginnings of words, whatever the accents. Pure. */
import { foldName } from '../../../contract/model/directory.ts';

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** Whether each word that was typed begins a word of `text`, whatever the accents. */
export function answersTyped(text: string, typed: string): boolean {
  const words = foldName(text).split(' ');
  return foldName(typed)
    .split(' ')
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** Divides `text` so that each word's beginning that matches a typed word is a piece of its own. */
export function highlight(text: string, typed: string): readonly Piece[] {
  const wanted = foldName(typed).split(' ').filter(Boolean);
  const pieces: Piece[] = [];
  const push = (piece: string, hit: boolean): void => {
    if (piece === '') return;
    const last = pieces.at(-1);
    if (last && last.hit === hit) pieces[pieces.length - 1] = { text: last.text + piece, hit };
    else pieces.push({ text: piece, hit });
  };
  for (const word of text.split(/(?<=[\s'’-])|(?=[\s'’-])/u)) {
    const folded = foldName(word);
    const match = wanted.filter((part) => folded.startsWith(part)).sort((a, b) => b.length - a.length)[0];
    if (match === undefined || folded === '') {
      push(word, false);
      continue;
    }
    let end = 0;
    while (end < word.length && foldName(word.slice(0, end)).length < match.length) end += 1;
    push(word.slice(0, end), true);
    push(word.slice(end), false);
  }
  return pieces;
}
