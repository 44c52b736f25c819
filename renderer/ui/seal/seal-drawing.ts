/**
 * The wax seal, drawn from the SHA-256 of an envelope's bytes in a box of 200 × 200: the same picture for sender and
 * recipients, another for any other bytes. It helps to recognise; the words beside it state the verdict. Pure functions.
 */

/** What is needed to draw one seal. Paths use SVG syntax. */
export interface SealDrawing {
  readonly edge: string;
  readonly engraving: readonly string[];
  readonly engravingWidth: number;
  readonly ringRadius: number;
  /** One short line for each of the 64 hexadecimal digits; null on small seals. */
  readonly rays: string | null;
}

interface Style {
  readonly radii: readonly number[];
  /** Copies of each engraved curve round the seal. */
  readonly copies: number;
  readonly width: number;
  readonly ringRadius: number;
  /** Number of lobes is 6 + byte mod this. */
  readonly lobeVariety: number;
  readonly hasRays: boolean;
}

/** How much is drawn at a size in pixels: fine lines would close up on a small seal. */
function styleAt(sizePx: number): Style {
  if (sizePx < 36) return { radii: [53], copies: 2, width: 4, ringRadius: 72, lobeVariety: 5, hasRays: false };
  if (sizePx < 60) return { radii: [53, 27], copies: 3, width: 2.4, ringRadius: 74, lobeVariety: 5, hasRays: false };
  if (sizePx < 120) return { radii: [53, 27], copies: 3, width: 1.2, ringRadius: 74, lobeVariety: 5, hasRays: false };
  return { radii: [60, 47, 34, 20], copies: 6, width: 0.7, ringRadius: 70, lobeVariety: 9, hasRays: true };
}

type Point = readonly [x: number, y: number];
const CENTRE = 100;
/** Points of an engraved curve for each lobe. */
const SAMPLES_PER_LOBE = 8;

function polar(radius: number, angle: number): Point {
  return [CENTRE + radius * Math.cos(angle), CENTRE + radius * Math.sin(angle)];
}

function fixed(value: number): string {
  // Adding zero turns -0.0 into 0.0, so that equal drawings are equal texts.
  return (Math.round(value * 10) / 10 + 0).toFixed(1);
}

function text([x, y]: Point): string {
  return `${fixed(x)} ${fixed(y)}`;
}

/** A closed Catmull-Rom curve through the points, as cubic Béziers. */
function closedCurve(points: readonly Point[]): string {
  const count = points.length;
  const at = (index: number): Point => points[(index + count) % count] ?? [CENTRE, CENTRE];
  let path = `M${text(at(0))}`;
  for (let i = 0; i < count; i += 1) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const leave: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const arrive: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    path += `C${text(leave)} ${text(arrive)} ${text(to)}`;
  }
  return `${path}Z`;
}

function bytesOf(sha256: string): number[] {
  return Array.from({ length: 32 }, (_, i) => Number.parseInt(sha256.slice(2 * i, 2 * i + 2), 16));
}

function engravedCurve(radius: number, lobes: number, depth: number, phase: number): string {
  const count = lobes * SAMPLES_PER_LOBE;
  return closedCurve(
    Array.from({ length: count }, (_, i) => {
      const angle = (i / count) * 2 * Math.PI;
      return polar(radius * (1 + depth * Math.cos(lobes * angle + phase)), angle);
    }),
  );
}

function drawRays(sha256: string): string {
  const inner = 72;
  return Array.from({ length: 64 }, (_, i) => {
    const angle = (i / 64) * 2 * Math.PI - Math.PI / 2;
    const length = 2 + Number.parseInt(sha256.charAt(i), 16) * 0.85;
    return `M${text(polar(inner, angle))}L${text(polar(inner + length, angle))}`;
  }).join('');
}

/** Draws the seal of a SHA-256 (64 lower-case hexadecimal digits) for a size in pixels. */
export function drawSeal(sha256: string, sizePx: number): SealDrawing {
  const bytes = bytesOf(sha256);
  const byte = (index: number): number => bytes[index] ?? 0;
  const style = styleAt(sizePx);
  const edge = closedCurve(
    bytes.map((value, i) => polar(89 + (value / 255) * 10, (i / 32) * 2 * Math.PI - Math.PI / 2)),
  );
  const engraving = style.radii.flatMap((radius, layer) => {
    const lobes = 6 + (byte(layer) % style.lobeVariety);
    const depth = 0.1 + (byte(layer + 8) / 255) * 0.13;
    const phase = (byte(layer + 16) / 255) * 2 * Math.PI;
    return Array.from({ length: style.copies }, (_, copy) =>
      engravedCurve(radius, lobes, depth, phase + (copy / style.copies) * 2 * Math.PI),
    );
  });
  return {
    edge,
    engraving,
    engravingWidth: style.width,
    ringRadius: style.ringRadius,
    rays: style.hasRays ? drawRays(sha256) : null,
  };
}
