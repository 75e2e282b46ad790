import { useLayoutEffect, useRef, useState } from 'react';

type Line = {
  readonly key: string;
  readonly path: string;
  readonly type: string;
  readonly colour: string;
  readonly isDown: boolean;
};

export type LinesProps = {
  /** Lines are measured again when it changes. */
  readonly drawnFor: unknown;
  readonly chosen: string | null;
};

/**
 * A line from every shared type on a card to its hub, drawn over the element that holds both. The cards say the same,
 * so it is hidden from whoever listens.
 */
export function Lines({ drawnFor, chosen }: LinesProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const [lines, setLines] = useState<readonly Line[]>([]);
  useLayoutEffect(() => {
    const board = drawing.current?.parentElement;
    if (board === null || board === undefined) return;
    const measure = (): void => setLines(measureLines(board));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(board);
    return () => observer.disconnect();
  }, [drawnFor]);
  return (
    <svg ref={drawing} className="lines" aria-hidden="true">
      {lines.map(({ key, path, type, colour, isDown }) => (
        <path
          key={key}
          d={path}
          data-colour={colour}
          data-down={isDown}
          data-dim={chosen !== null && chosen !== type}
        />
      ))}
    </svg>
  );
}

function measureLines(board: HTMLElement): readonly Line[] {
  const origin = board.getBoundingClientRect();
  const isNarrow = getComputedStyle(board).getPropertyValue('--picture') === 'rails';
  const hubs = new Map(
    [...board.querySelectorAll<HTMLElement>('[data-hub]')].map((hub) => [hub.dataset['hub'] ?? '', hub]),
  );
  return [...board.querySelectorAll<HTMLElement>('[data-port]')].flatMap((port) => {
    const type = port.dataset['port'] ?? '';
    const card = port.closest<HTMLElement>('[data-department]');
    const hub = hubs.get(type)?.querySelector(isNarrow ? '.rail-head' : 'button');
    if (card === null || hub === null || hub === undefined) return [];
    const ends = { origin, hub: hub.getBoundingClientRect(), port: port.getBoundingClientRect() };
    return [
      {
        key: `${card.dataset['department'] ?? ''} ${type}`,
        path: isNarrow ? rail(ends) : curve(ends),
        type,
        colour: port.dataset['colour'] ?? '0',
        isDown: card.dataset['state'] === 'DOWN',
      },
    ];
  });
}

type Ends = { readonly origin: DOMRect; readonly hub: DOMRect; readonly port: DOMRect };

/** From the side of the card that looks at the hub, to that side of the hub. */
function curve({ origin, hub, port }: Ends): string {
  const isLeft = port.right < hub.left;
  const from = { x: (isLeft ? port.right : port.left) - origin.left, y: port.top + port.height / 2 - origin.top };
  const to = { x: (isLeft ? hub.left : hub.right) - origin.left, y: hub.top + hub.height / 2 - origin.top };
  const middle = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

/** Down from the hub's mark and into the card, as on a map of the underground. */
function rail({ origin, hub, port }: Ends): string {
  const x = hub.left + hub.width / 2 - origin.left;
  const y = port.top + port.height / 2 - origin.top;
  const bend = 6;
  return `M${x} ${hub.bottom - origin.top}V${y - bend}Q${x} ${y} ${x + bend} ${y}H${port.left - origin.left}`;
}
