// The signs of the window, drawn on a 20 × 20 field.

export const PATHS = {
  import: 'M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M3 12v3.5A1.5 1.5 0 0 0 4.5 17h11a1.5 1.5 0 0 0 1.5-1.5V12',
  projects: 'M3 4.5h14v11H3zM3 8.5h14M3 12h14M8 8.5v7',
  project: 'M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13h5.5',
  print: 'M6 7V3h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5v-4A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14M6 11.5h8V17H6z',
  policy: 'M4 3.5h9.5A2.5 2.5 0 0 1 16 6v10.5H6A2 2 0 0 1 4 14.5zM4 14.5a2 2 0 0 1 2-2h10M7.5 6.5h5M7.5 9h5',
  papers: 'M6 2.5h9.5v12.5M3.5 5h9.5v12.5h-9.5zM5.8 11l1.9 1.9 3.3-3.6',
  folder: 'M2.5 5.5A1.5 1.5 0 0 1 4 4h3.5l2 2H16a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 16 16H4a1.5 1.5 0 0 1-1.5-1.5z',
  calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5',
  tick: 'm4.5 10.5 3.7 3.7 7.3-8',
  cross: 'm5.5 5.5 9 9m0-9-9 9',
  question: 'M7.2 7.4a2.8 2.8 0 1 1 3.9 2.6c-.8.4-1.1.9-1.1 1.7m0 2.6v.2',
  warning: 'M10 4v7.5m0 3.3v.2',
  info: 'M10 9v6m0-9.3v.2',
  dash: 'M5.5 10h9',
  clock: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM10 6.5V10l2.5 1.5',
  person: 'M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
  search: 'M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13 13l4 4',
  left: 'M12.5 4.5 7 10l5.5 5.5',
  right: 'M7.5 4.5 13 10l-5.5 5.5',
  minus: 'M4.5 10h11',
  plus: 'M10 4.5v11M4.5 10h11',
  open: 'M8 4H4v12h12v-4M11 3.5h5.5V9M16 4l-7 7',
  pencil: 'm4 16 .8-3.5 8.7-8.7 2.7 2.7-8.7 8.7zM12 5.3 14.7 8',
  table: 'M3 4h14v12H3zM3 8h14M8 4v12',
  refresh: 'M16 10a6 6 0 1 1-1.8-4.3M16.5 3v3.5H13',
} as const;

export type IconName = keyof typeof PATHS;
