/** Where a window may open: a screen that was unplugged since must not keep it out of reach. */

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Bounds {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** So much of the window's top edge must be on a screen for a hand to take hold of it, in pixels. */
const GRIP = { width: 120, height: 32 } as const;

/** The bounds, without a place where that is on no screen any more: the system then chooses one. */
export function reachableBounds<T extends Bounds>(bounds: T, workAreas: readonly Area[]): T | Omit<T, 'x' | 'y'> {
  const { x, y, ...size } = bounds;
  if (x === undefined || y === undefined) return bounds;
  const isOn = (area: Area) => {
    const seen = Math.min(x + bounds.width, area.x + area.width) - Math.max(x, area.x);
    return seen >= GRIP.width && y >= area.y && y + GRIP.height <= area.y + area.height;
  };
  return workAreas.some(isOn) ? bounds : size;
}
