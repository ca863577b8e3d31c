import { useState } from "preact/hooks";
import {
	begun,
	Caption,
	type FileRef,
	isFileRef,
	isObject,
	LINE,
	list,
	type OutputProps,
	Picture,
	roomEach,
	text,
	useMore,
	useView,
} from "../../core";
import { CopyPicture, type Layer } from "../../image/copy";

const OPACITY = 0.7;
const MASKS = 100; // in view

const turned = (degrees: number): string => (degrees ? `hue-rotate(${degrees}deg)` : "none");

/** A picture under masks; pointing at a label shows its mask alone. */
export default function Annotated({ output: { value, label } }: OutputProps) {
	const { media } = useView().store;
	const [only, setOnly] = useState<number | null>(null);
	const all = list(isObject(value) ? value.annotations : null)
		.filter(isObject)
		.flatMap(({ image, label, color, turn }) =>
			isFileRef(image) ? [{ image, label: text(label), color: text(color), turn: Number(turn) }] : [],
		);
	const { shown: masks, more } = useMore(all, MASKS);
	const room = Math.min(LINE, roomEach(masks.map((mask) => mask.label)));
	if (!isObject(value) || !isFileRef(value.image)) return null;
	const { image } = value;
	const layer = (file: FileRef, more: Omit<Layer, "src"> = {}): Layer[] => {
		const medium = media.get(file).value;
		return medium.state === "ready" ? [{ src: medium.url, ...more }] : [];
	};
	const layers = [
		...layer(image),
		...masks
			.filter((_, i) => only === null || only === i)
			.flatMap((mask) => layer(mask.image, { opacity: OPACITY, filter: turned(mask.turn) })),
	];
	return (
		<figure>
			<div class="g-layers" style={{ "--opacity": OPACITY }}>
				<Picture file={image} alt={label || image.name} />
				{masks.map((mask, i) => (
					<div key={mask.image.__file__} hidden={only !== null && only !== i} style={{ filter: turned(mask.turn) }}>
						<Picture file={mask.image} alt="" />
					</div>
				))}
			</div>
			<div class="g-legend">
				{masks.map((mask, i) => (
					<button
						key={mask.image.__file__}
						type="button"
						class="g-mask"
						style={{ "--colour": mask.color }}
						aria-pressed={only === i}
						onClick={() => setOnly(only === i ? null : i)}
					>
						{begun(mask.label, room)}
					</button>
				))}
				{more}
			</div>
			<Caption file={image} full>
				{layers.length > 0 && <CopyPicture src={layers} />}
			</Caption>
		</figure>
	);
}
