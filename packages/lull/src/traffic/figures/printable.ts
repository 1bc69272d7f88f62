export { excerpt as printable } from '../../printable.ts';
