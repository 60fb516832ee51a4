// Everything in the room that never changes: `lit` with and `dim` without direct light.
in vec3 world, normal, base;
flat in int kind;
layout(location = 0) out vec4 lit;
layout(location = 1) out vec4 dim;

vec3 material() {
    if (kind == 1) {  // floorboards
        float row = floor(world.y / .14), x = world.x + hash(vec3(row, 3, 7)) * 1.3, board = floor(x / 1.1);
        vec3 c = base * (.75 + .35 * hash(vec3(row, board, 1))) * (.85 + .3 * fbm(vec3(x * 3., world.y * 60., 1.)));
        float edge = min(fract(world.y / .14), 1. - fract(world.y / .14)) * .14;
        return c * (.65 + .35 * smoothstep(0., .004, edge));
    }
    if (kind == 2) return world.z < .09 ? vec3(.75) : base * (.96 + .08 * fbm(world * 5.));  // wall with a skirting
    if (kind == 3) return base * (.9 + .2 * value_noise(world * 90.));  // foam, cloth
    if (kind == 4) return base * (.8 + .4 * fbm(world * vec3(6., 40., 6.)));  // wood
    if (kind == 5) return mix(base, base.zyx * .4 + .4, smoothstep(.3, .7, fbm(world * 4.)));  // a picture
    if (kind == 7) return base * (.5 + fbm(world * 22.));  // leaves
    return base;
}

void main() {
    vec3 n = normalize(normal), c = material();
    if (kind == 6) {  // a window or a lamp
        lit = dim = vec4(developed(c * exposure), 1);
        return;
    }
    lit = vec4(shaded(c, n, world, 0., direct(world, n)) * exposure, 1);
    dim = vec4(shaded(c, n, world, 0., 0.) * exposure, 1);
    lit.rgb = developed(lit.rgb);
    dim.rgb = developed(dim.rgb);
}
