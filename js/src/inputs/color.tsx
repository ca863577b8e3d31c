import { text } from "../kernel/values";
import { type InputProps, registerInput } from "./registry";
import { emptied } from "./text";

interface Rgba {
	/** `#rrggbb`, all that the native picker knows. */
	hex: string;
	/** 0 to 1. */
	alpha: number;
}

/** Read `#rgb`, `#rrggbbaa`, `rgb(1, 2, 3)` and `rgba(1, 2, 3, 0.5)`; null for anything else. */
export function readColor(written: string): Rgba | null {
	const shown = written.trim().toLowerCase();
	const short = /^#([\da-f]{3,4})$/.exec(shown)?.[1];
	const digits = short
		? [...short].map((digit) => digit + digit).join("")
		: /^#([\da-f]{6}|[\da-f]{8})$/.exec(shown)?.[1];
	if (digits) {
		const alpha = digits.length === 8 ? Number.parseInt(digits.slice(6), 16) / 255 : 1;
		return { hex: `#${digits.slice(0, 6)}`, alpha: Math.round(alpha * 100) / 100 };
	}
	const numbers = /^rgba?\(([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:[,/\s]+([\d.]+%?))?\)$/.exec(shown);
	if (!numbers) return null;
	const [red, green, blue] = numbers.slice(1, 4).map((one) => Math.min(255, Math.round(Number(one))));
	const last = numbers[4] ?? "1";
	const alpha = last.endsWith("%") ? Number.parseFloat(last) / 100 : Number(last);
	const hex = [red, green, blue].map((one = 0) => one.toString(16).padStart(2, "0")).join("");
	return { hex: `#${hex}`, alpha: Math.min(1, alpha) };
}

export function writeColor({ hex, alpha }: Rgba): string {
	if (alpha >= 1) return hex;
	const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
	return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

function Color({ parameter, value, change, control, labelId }: InputProps) {
	const shown = text(value);
	const color = readColor(shown) ?? { hex: "#000000", alpha: 1 };
	return (
		<div class="g-row">
			<input
				type="color"
				aria-labelledby={labelId}
				value={color.hex}
				style={{ opacity: 0.3 + color.alpha * 0.7 }}
				onInput={({ currentTarget }) => change(writeColor({ ...color, hex: currentTarget.value }))}
			/>
			<input
				type="range"
				class="g-alpha"
				aria-label={`Opacity of ${parameter.label}`}
				title={`Opacity ${Math.round(color.alpha * 100)} %`}
				min={0}
				max={1}
				step={0.01}
				value={color.alpha}
				disabled={!shown}
				onInput={({ currentTarget }) => change(writeColor({ ...color, alpha: Number(currentTarget.value) }))}
			/>
			<input
				type="text"
				class="g-mono"
				{...control}
				value={shown}
				placeholder="#rrggbb"
				spellcheck={false}
				onInput={({ currentTarget }) => change(currentTarget.value || emptied(parameter))}
			/>
		</div>
	);
}

registerInput("color", Color);
