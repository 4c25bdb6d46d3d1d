/** Our own drawings: 24 px strokes in the colour of the words, one dot in the accent. Always beside a word. */
const drawings = {
  freeze:
    '<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9"/><path d="m9.5 4.5 2.5 2 2.5-2M9.5 19.5l2.5-2 2.5 2M4.2 11l3-1.25-.5-3.15M19.8 13l-3 1.25.5 3.15M19.8 11l-3-1.25.5-3.15M4.2 13l3 1.25-.5 3.15"/>',
  go: '<path d="m9 5 7 7-7 7"/>',
  back: '<path d="m15 5-7 7 7 7"/>',
  key: '<circle cx="8" cy="15" r="4.25"/><path d="m11.2 12 8.3-8.3M16 7.2l2.8 2.8"/><circle class="d" cx="8" cy="15" r="1.5"/>',
  sim: '<path d="M6 3.5h8l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19V5A1.5 1.5 0 0 1 6 3.5Z"/><path d="M8.5 11.5h6v5h-6z"/><circle class="d" cx="11.5" cy="14" r="1.2"/>',
  stolen:
    '<circle cx="10" cy="8" r="3.75"/><path d="M3.5 20c.5-4 3-6 6.5-6 1.6 0 3 .4 4 1.2"/><path d="M18.5 13v4"/><circle class="d" cx="18.5" cy="20" r="1.3"/>',
  phone:
    '<rect x="6.5" y="2.75" width="11" height="18.5" rx="2.25"/><circle class="d" cx="12" cy="17.8" r="1.3"/>',
  link: '<path d="M10.5 13.5a4 4 0 0 0 5.8.2l3-3a4 4 0 0 0-5.6-5.7l-1.2 1.1"/><path d="M13.5 10.5a4 4 0 0 0-5.8-.2l-3 3A4 4 0 0 0 10.3 19l1.2-1.1"/><circle class="d" cx="18.7" cy="18.7" r="1.7"/>',
  face: '<path d="M4 8V5.5A1.5 1.5 0 0 1 5.5 4H8M16 4h2.5A1.5 1.5 0 0 1 20 5.5V8M20 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H5.5A1.5 1.5 0 0 1 4 18.5V16"/><path d="M9 14.8c1.7 1.6 4.3 1.6 6 0"/><circle class="d" cx="9.2" cy="10" r="1.15"/><circle class="d" cx="14.8" cy="10" r="1.15"/>',
  call: '<path d="M6.5 3.8 9 4l1 4-2 1.6a12 12 0 0 0 6.4 6.4L16 14l4 1 .2 2.5a2.5 2.5 0 0 1-2.6 2.7C10 20 4 14 3.8 6.4a2.5 2.5 0 0 1 2.7-2.6Z"/>',
  help: '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5c.2-3.2 5.2-3 5 .1-.1 1.9-2.5 1.9-2.5 4"/><circle class="d" cx="12" cy="16.8" r="1.15"/>',
  alert:
    '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5"/><circle class="d" cx="12" cy="16.3" r="1.15"/>',
  lock: '<rect x="5" y="10.5" width="14" height="10" rx="1.75"/><path d="M8 10.5V7.8a4 4 0 0 1 8 0v2.7"/><circle class="d" cx="12" cy="15.5" r="1.3"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
  file: '<path d="M6 3.5h8l4.5 4.5v12.5H6z"/><path d="M13.5 3.8V8.5h4.7"/><circle class="d" cx="12.2" cy="14.5" r="1.5"/>',
  tick: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  dash: '<path d="M6 12h12"/>',
  cross: '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
  calendar:
    '<rect x="4" y="5" width="16" height="15.5" rx="1.5"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/><circle class="d" cx="15.2" cy="15.2" r="1.5"/>',
  talk: '<path d="M3.5 4.5h12v8.5H9L5.5 16v-3h-2z"/><path d="M18 8.5h2.5v8.3h-2.3V20l-3.6-3.2h-3.4"/>',
  contacts:
    '<circle cx="8.5" cy="9" r="3.25"/><circle class="d" cx="16.8" cy="9.5" r="2.2"/><path d="M2.8 19c.4-3.4 2.5-5 5.7-5s5.3 1.6 5.7 5M16.5 14.2c2.6 0 4.3 1.4 4.7 4"/>',
  sms: '<path d="M4 5h16v11.5h-9L6.5 20v-3.5H4z"/><circle class="d" cx="8.5" cy="10.8" r="1.15"/><circle class="d" cx="12" cy="10.8" r="1.15"/><circle class="d" cx="15.5" cy="10.8" r="1.15"/>',
  mail: '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="m4.5 7.5 7.5 6 7.5-6"/><circle class="d" cx="17" cy="15.5" r="1.15"/>',
  codes:
    '<rect x="4" y="5" width="16" height="14" rx="1.5"/><path d="M7.5 9.5h3M13.5 9.5h3M7.5 14.5h3"/><circle class="d" cx="15" cy="14.5" r="1.4"/>',
  app: '<rect x="4.5" y="4.5" width="15" height="15" rx="3"/><path d="M12 8v4l2.6 1.8"/><circle class="d" cx="12" cy="12" r="1.3"/>',
  done: '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.8"/>',
  passkey:
    '<circle cx="9" cy="8.5" r="4"/><path d="M2.8 20c.4-3.9 2.9-6 6.2-6 1.1 0 2 .2 2.9.6"/><circle cx="18" cy="12.5" r="3"/><path d="M18 15.5V21l1.8-1.5"/><circle class="d" cx="18" cy="12.5" r="1"/>',
  find: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
  print: '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3"/><path d="M7 14h10v6.5H7z"/>',
} as const;

export type IconName = keyof typeof drawings;

export const Icon = ({ of, small, as }: { of: IconName; small?: boolean; as?: string }) => (
  <svg
    className={`i${small ? " s" : ""}${as ? ` ${as}` : ""}`}
    viewBox="0 0 24 24"
    aria-hidden="true"
    dangerouslySetInnerHTML={{ __html: drawings[of] }}
  />
);

export const Mark = () => (
  <svg viewBox="0 0 22 22" aria-hidden="true">
    <path
      className="m1"
      fillRule="evenodd"
      d="M4 1h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Zm.5 2.5a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-13a1 1 0 0 0-1-1Z"
    />
    <rect className="m2" x="6.5" y="6.5" width="9" height="9" rx="1.25" />
  </svg>
);
