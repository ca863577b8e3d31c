/** Light or dark, as the notebook is (docs/hosts.md §7). */

import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark";

export function hostTheme(page: Document = document): Theme {
	const { body, documentElement } = page;
	const { jpThemeLight, vscodeThemeKind } = body.dataset;
	if (jpThemeLight) return jpThemeLight === "false" ? "dark" : "light";
	if (vscodeThemeKind) return vscodeThemeKind.endsWith("light") ? "light" : "dark";
	for (const { classList } of [body, documentElement]) {
		if (classList.contains("dark") || classList.contains("dark-theme")) return "dark";
		if (classList.contains("light") || classList.contains("light-theme")) return "light";
	}
	const named = documentElement.getAttribute("theme"); // Colab
	if (named === "dark" || named === "light") return named;
	return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function useHostTheme(): Theme {
	const [theme, setTheme] = useState(hostTheme);
	useEffect(() => {
		const look = () => setTheme(hostTheme());
		const observer = new MutationObserver(look);
		for (const element of [document.body, document.documentElement]) observer.observe(element, { attributes: true });
		const system = matchMedia("(prefers-color-scheme: dark)");
		system.addEventListener("change", look);
		look(); // effects run late: it may have changed since the first render
		return () => {
			observer.disconnect();
			system.removeEventListener("change", look);
		};
	}, []);
	return theme;
}
