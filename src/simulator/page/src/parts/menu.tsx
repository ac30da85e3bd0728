import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Popover } from './popover.tsx';

export interface MenuItem {
  key: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  danger?: boolean;
  /** Draws a mark: one of a set is in force. */
  checked?: boolean;
  onPick: () => void;
  data?: Record<`data-${string}`, string>;
}

function steer(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}

const roleOf = (checked: boolean | undefined) =>
  checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': checked };

function MenuList({
  items,
  label,
  heading,
  onClose,
}: {
  items: MenuItem[];
  label: string;
  heading?: string;
  onClose: () => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const wanted =
      list.current?.querySelector<HTMLElement>('[aria-checked=true]') ??
      list.current?.querySelector<HTMLElement>('[role^=menuitem]');
    wanted?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="menu" role="menu" aria-label={label} tabIndex={-1} ref={list} onKeyDown={steer}>
      {heading && <div className="menu-heading">{heading}</div>}
      {items.map(({ key, icon, detail, checked, danger, onPick, data, label: text }) => (
        <button
          key={key}
          type="button"
          className={danger ? 'menu-item danger' : 'menu-item'}
          {...roleOf(checked)}
          onClick={() => {
            onClose();
            onPick();
          }}
          {...data}
        >
          {icon}
          <span className="menu-words">
            <span>{text}</span>
            {detail && <span className="menu-detail">{detail}</span>}
          </span>
          {checked && <span className="menu-mark" aria-hidden="true" />}
        </button>
      ))}
    </div>
  );
}

/** A button that opens a menu; focus goes into the menu and comes back. */
export function MenuButton(props: {
  label: string;
  items: MenuItem[];
  children: ReactNode;
  className?: string;
  heading?: string;
  align?: 'start' | 'end';
  disabled?: boolean;
  data?: Record<`data-${string}`, string>;
  onOpen?: (open: boolean) => void;
}) {
  const { onOpen } = props;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const toggle = useCallback(
    (next: boolean) => {
      setOpen(next);
      onOpen?.(next);
    },
    [onOpen],
  );
  const close = useCallback(() => {
    toggle(false);
    button.current?.focus({ preventScroll: true });
  }, [toggle]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={props.className}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        title={props.label}
        disabled={props.disabled}
        onClick={() => toggle(!open)}
        {...props.data}
      >
        {props.children}
      </button>
      {open && (
        <Popover anchor={button as RefObject<HTMLElement | null>} onClose={close} align={props.align}>
          <MenuList items={props.items} label={props.label} heading={props.heading} onClose={close} />
        </Popover>
      )}
    </>
  );
}
