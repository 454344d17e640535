// A sign as an element, for the grid's cells, which are not components.

import { PATHS, type IconName } from '../../components/icons';

const SVG = 'http://www.w3.org/2000/svg';

export function signElement(name: IconName, size = 13): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const attributes = {
    width: String(size),
    height: String(size),
    viewBox: '0 0 20 20',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.7',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
