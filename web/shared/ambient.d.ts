declare module "*.css";
declare module "*.po" {
  export const messages: Record<string, string>;
}
declare module "react-dom/client" {
  import type { ReactNode } from "react";

  export function hydrateRoot(at: Element, tree: ReactNode): void;
  export function createRoot(at: Element): { render(tree: ReactNode): void };
}
