import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Icon } from './icons.tsx';

const FOCUSABLE =
  'a[href],button:not([disabled]),input:not([disabled]),textarea:not([disabled]),select:not([disabled]),[tabindex="0"]';

function keepInside(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one.offsetParent !== null,
  );
  const edge = event.shiftKey ? items[0] : items.at(-1);
  if (items.length === 0 || document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? items.at(-1) : items[0])?.focus();
}

/** A dialog over everything: named by its title, keeps the focus inside, gives it back, leaves by Escape. */
export function Dialog(props: {
  title: string;
  onEscape: () => void;
  onX?: () => void;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
  icon?: ReactNode;
  /** A change of it puts the focus anew, as for another view. */
  focusKey?: string;
  /** A change of it starts at the top: other contents in the same dialog. */
  scrollKey?: string;
  data?: Record<`data-${string}`, string | number>;
}) {
  const titleId = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    return () => before?.focus?.({ preventScroll: true });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view in the same dialog puts the focus anew
  useEffect(() => {
    const inside = box.current;
    const wanted =
      inside?.querySelector<HTMLElement>('[data-autofocus=true]') ??
      inside?.querySelector<HTMLElement>('.dialog-body :is(input,textarea):not([disabled]):not([type=file])');
    (wanted ?? inside)?.focus({ preventScroll: wanted === null });
  }, [props.focusKey]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other contents start at their top
  useLayoutEffect(() => {
    box.current?.querySelector('.dialog-body')?.scrollTo({ top: 0 });
  }, [props.scrollKey]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Tab') keepInside(event);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    props.onEscape();
  };
  return createPortal(
    <div className="backdrop">
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        className={`dialog ${props.className ?? ''}`}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        {...props.data}
      >
        <div className="dialog-head">
          {props.icon}
          <h2 id={titleId}>{props.title}</h2>
          <button type="button" className="icon-button" aria-label="Exit dialog" onClick={props.onX ?? props.onEscape}>
            <Icon name="close" size={20} />
          </button>
        </div>
        <div className="dialog-body">{props.children}</div>
        {props.footer && <div className="dialog-foot">{props.footer}</div>}
      </div>
    </div>,
    document.body,
  );
}
