import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

const GAP = 6;
const EDGE = 8;

interface Spot {
  left: number;
  top?: number;
  bottom?: number;
  minWidth?: number;
  maxHeight: number;
}

function spotFor(
  anchor: DOMRect,
  box: { width: number; height: number },
  options: { align: 'start' | 'end'; fit: boolean },
): Spot {
  const below = innerHeight - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const under = below >= Math.min(box.height, 280) || below >= above;
  const width = Math.max(box.width, options.fit ? anchor.width : 0);
  const wanted = options.align === 'end' ? anchor.right - width : anchor.left;
  return {
    left: Math.max(EDGE, Math.min(wanted, innerWidth - width - EDGE)),
    ...(under ? { top: anchor.bottom + GAP } : { bottom: innerHeight - anchor.top + GAP }),
    ...(options.fit ? { minWidth: anchor.width } : {}),
    maxHeight: Math.min(under ? below : above, 440),
  };
}

/** Something that floats at its anchor until a click beside it or Escape. */
export function Popover(props: {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
  align?: 'start' | 'end';
  /** At least as wide as the anchor. */
  fit?: boolean;
  className?: string;
}) {
  const { anchor, onClose, align = 'start', fit = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const [spot, setSpot] = useState<Spot>();

  useLayoutEffect(() => {
    const place = () => {
      if (anchor.current && box.current)
        setSpot(spotFor(anchor.current.getBoundingClientRect(), box.current.getBoundingClientRect(), { align, fit }));
    };
    place();
    addEventListener('resize', place);
    addEventListener('scroll', place, true);
    return () => {
      removeEventListener('resize', place);
      removeEventListener('scroll', place, true);
    };
  }, [anchor, align, fit]);

  useEffect(() => {
    const beside = (event: PointerEvent) => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) onClose();
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      onClose();
    };
    addEventListener('pointerdown', beside, true);
    addEventListener('keydown', leave, true);
    return () => {
      removeEventListener('pointerdown', beside, true);
      removeEventListener('keydown', leave, true);
    };
  }, [anchor, onClose]);

  return createPortal(
    <div ref={box} className={`popover ${props.className ?? ''}`} style={spot ?? { opacity: 0, left: 0, top: 0 }}>
      {props.children}
    </div>,
    document.body,
  );
}
