/** XML as a tree, for documents whose head is asked for by name. */
import { DocumentRefused } from './refusal.ts';
import { xmlTokens } from './xml.ts';

/** Nodes of one document; a discharge letter with its results has some ten thousand. */
const MAX_NODES = 400_000;

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

interface Growing {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (XmlElement | string)[];
}

export function parseXml(text: string): XmlElement {
  const document: Growing = { name: '', attributes: new Map(), children: [] };
  const open: Growing[] = [document];
  let nodes = 0;
  for (const token of xmlTokens(text)) {
    nodes += 1;
    if (nodes > MAX_NODES) throw new DocumentRefused('unsafe');
    if (token.type === 'close') open.pop();
    else if (token.type === 'text') open.at(-1)?.children.push(token.text);
    else {
      const element: Growing = { name: token.name, attributes: token.attributes, children: [] };
      open.at(-1)?.children.push(element);
      open.push(element);
    }
  }
  const root = elementsIn(document)[0];
  if (!root) throw new DocumentRefused('damaged');
  return root;
}

/** Elements right below, of that name or of any. */
export function elementsIn(parent: XmlElement, name?: string): readonly XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** Elements reached by these names, one below the other. */
export function elementsAt(parent: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>((found, name) => found.flatMap((one) => elementsIn(one, name)), [parent]);
}

/** All text below, as it stands. */
export function textIn(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('');
}
