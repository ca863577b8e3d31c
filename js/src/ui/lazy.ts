/** Components whose code is a lazy module: what stands in their place until it is loaded, and when it cannot be. */

import { type ComponentType, Fragment, h } from "preact";
import type { Lazy, LazyComponent, LazyModule } from "../kernel/lazy-modules";
import { useView } from "../view";

export function useLazy<M extends LazyModule>(name: string): Lazy<M> {
	return useView().store.lazy.get(name).value as Lazy<M>;
}

/** A component that stands for a lazy one, with `Meanwhile` in its place until it is there, and `Instead` if it never is. */
export function lazy<P extends object>(
	name: string,
	Meanwhile: ComponentType<P>,
	Instead: ComponentType<P> = Meanwhile,
): ComponentType<P> {
	return (props: P) => {
		const { lazy: loading } = useView().store;
		const it = useLazy<LazyComponent<P>>(name);
		if (it.state === "ready")
			return h(Fragment, null, it.module.css && h("style", null, it.module.css), h(it.module.default, props));
		const retry = () => loading.retry(name);
		return h(
			Fragment,
			null,
			h(it.state === "failed" ? Instead : Meanwhile, props),
			it.state === "failed" &&
				h(
					"p",
					{ class: "g-problem" },
					`This could not be loaded: ${it.message} `,
					h("button", { type: "button", class: "g-link", onClick: retry }, "Try again"),
				),
		);
	};
}
