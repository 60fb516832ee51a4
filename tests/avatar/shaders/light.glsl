uniform vec3 to_light, light_colour, eye;
uniform float ambient;
uniform sampler2DShadow shadow_map;
uniform mat4 light_view;

// Share of direct light that reaches a point, 0-1.
float direct(vec3 world, vec3 normal) {
    vec3 q = (light_view * vec4(world + normal * .015, 1)).xyz * .5 + .5;
    if (any(lessThan(q.xy, vec2(.004))) || any(greaterThan(q.xy, vec2(.996)))) return 1.;
    float open = 0.;
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++)
            open += texture(shadow_map, vec3(q.xy + vec2(i, j) * 3.2 / 1024., q.z - .002));
    return open / 9.;
}

vec3 shaded(vec3 albedo, vec3 normal, vec3 world, float shine, float open) {
    float facing = max(dot(normal, to_light), 0.) * open;
    vec3 view = normalize(eye - world);
    vec3 around = mix(vec3(.40, .34, .28), vec3(.62, .64, .68), .5 + .5 * normal.z);
    vec3 fill = vec3(.28) * max(dot(normal, view), 0.);
    float glint = shine * pow(max(dot(normal, normalize(to_light + view)), 0.), 24.) * facing;
    return albedo * ((around * .75 + fill) * ambient + light_colour * facing) + glint;
}

vec3 developed(vec3 colour) { return pow(clamp(colour, 0., 1.), vec3(1. / 2.2)); }
