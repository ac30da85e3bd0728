const paths = {
  home: 'M3.5 9.5 10 3.5l6.5 6M5 8.5v8h3.5v-4.5h3v4.5H15v-8',
  dm: 'M3.5 15.5V5.2c0-.9.8-1.7 1.7-1.7h9.6c.9 0 1.7.8 1.7 1.7v6.6c0 .9-.8 1.7-1.7 1.7H6.5l-3 2z',
  app: 'M4 4h4.5v4.5H4zM11.5 4H16v4.5h-4.5zM4 11.5h4.5V16H4zM13.75 11.5v4.5M11.5 13.75H16',
  chevron: 'm5.5 8 4.5 4.5L14.5 8',
  caret: 'm7 8.5 3 3 3-3',
  close: 'm5 5 10 10M15 5 5 15',
  more: 'M10 5.2v.1M10 10v.1M10 14.8v.1',
  reply: 'M4 14.8V6.2C4 5 5 4 6.2 4h7.6C15 4 16 5 16 6.2v4.1c0 1.2-1 2.2-2.2 2.2H7zM7.5 7.3h5M7.5 9.6h3',
  plus: 'M10 4.5v11M4.5 10h11',
  send: 'M3.5 4 17 10 3.5 16l1.8-6zM5.3 10H11',
  sun: 'M10 6.7a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6M10 2.8v1.4M10 15.8v1.4M2.8 10h1.4M15.8 10h1.4M4.9 4.9l1 1M14.1 14.1l1 1M4.9 15.1l1-1M14.1 5.9l1-1',
  moon: 'M16 11.6A6.3 6.3 0 0 1 8.4 4a6.3 6.3 0 1 0 7.6 7.6z',
  clock: 'M10 3.3a6.7 6.7 0 1 1 0 13.4 6.7 6.7 0 0 1 0-13.4M10 6.2V10l2.6 1.8',
  eye: 'M2.8 10S5.4 5.2 10 5.2s7.2 4.8 7.2 4.8-2.6 4.8-7.2 4.8S2.8 10 2.8 10zM10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4',
  file: 'M5.5 3.5h6l3.5 3.6v9.4H5.5zM11.5 3.5v3.6H15',
  download: 'M10 3.8v8.4M6.6 9l3.4 3.4L13.4 9M4.5 15.8h11',
  bold: 'M6.5 4.5h4.2a2.7 2.7 0 0 1 0 5.4H6.5zM6.5 9.9h4.9a2.8 2.8 0 0 1 0 5.6H6.5z',
  italic: 'M8.5 4.5h5M6.5 15.5h5M11.6 4.5l-3.2 11',
  strike:
    'M4 10h12M13.2 6.4c-.4-1.2-1.6-1.9-3.2-1.9-1.8 0-3.1.9-3.1 2.4 0 .6.2 1.1.6 1.5M6.6 13.3c.4 1.4 1.7 2.2 3.5 2.2 1.9 0 3.2-1 3.2-2.5 0-.4-.1-.8-.3-1.1',
  code: 'M7 6.5 3.5 10 7 13.5M13 6.5l3.5 3.5-3.5 3.5',
  at: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0 0v1.2c0 1 .7 1.7 1.6 1.7s1.9-.9 1.9-2.9A6.5 6.5 0 1 0 13.6 15',
  slash:
    'M5.2 3.8h9.6c.8 0 1.4.6 1.4 1.4v9.6c0 .8-.6 1.4-1.4 1.4H5.2c-.8 0-1.4-.6-1.4-1.4V5.2c0-.8.6-1.4 1.4-1.4zM11.8 6.5l-3.6 7',
  check: 'm4.5 10.5 3.6 3.5 7.4-8',
  people:
    'M7.6 9.3a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 16c.2-2.8 2-4.4 4.8-4.4s4.6 1.6 4.8 4.4M12.6 4.2a2.5 2.5 0 0 1 0 4.8M14 11.9c1.9.4 3 1.9 3.2 4.1',
  lock: 'M5 9h10v7H5zM7 9V6.7a3 3 0 0 1 6 0V9',
  bolt: 'M11 3 4.8 11.3H9.4L8.8 17l6.4-8.6h-4.7z',
  down: 'M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5',
  link: 'M8.6 11.4a3 3 0 0 0 4.3 0l2.6-2.6a3 3 0 0 0-4.3-4.3l-1 1M11.4 8.6a3 3 0 0 0-4.3 0l-2.6 2.6a3 3 0 0 0 4.3 4.3l1-1',
  copy: 'M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing of 20 by 20; always beside words or inside something that has a name. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const dots = name === 'more';
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={dots ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
