module Names = Map.Make (String)

exception Found of int * string

type expression =
  | Number of float
  | Sum of expression * expression
  | Product of expression * expression
  | Name of string
  | Let of string * expression * expression

let rec value names = function
  | Number x -> x
  | Sum (a, b) -> value names a +. value names b
  | Product (a, b) -> value names a *. value names b
  | Name name -> (match Names.find_opt name names with Some x -> x | None -> raise (Found (String.length name, name)))
  | Let (name, a, b) -> value (Names.add name (value names a) names) b

class counter first = object
  val mutable count = first
  method next = count <- count + 1; count
end

class loud first = object
  inherit counter first as quiet
  method! next = 100 * quiet#next
end

let rec fibonacci n = if n < 2 then n else fibonacci (n - 1) + fibonacci (n - 2)

type _ Effect.t += Square : int -> int Effect.t | Say : string -> unit Effect.t

let handled run =
  let open Effect.Deep in
  match_with run ()
    { retc = Fun.id;
      exnc = (fun error -> print_endline (Printexc.to_string error); -1);
      effc = fun (type a) (asked : a Effect.t) -> match asked with
        | Square n -> Some (fun (k : (a, _) continuation) -> continue k (n * n))
        | Say text -> Some (fun (k : (a, _) continuation) -> print_endline text; if text = "stop" then discontinue k Exit else continue k ())
        | _ -> None }

let rec even n = n = 0 || odd (n - 1)
and odd n = n <> 0 && even (n - 1)

let rec deep n = if n = 0 then 0 else 1 + deep (n - 1)

let () =
  Printf.printf "%d %s %.6f %x %S %b %ld %Ld %nd\n" (fibonacci 20) "text" 3.14159 255 "a\"b\n" true 5l (-7L) 9n;
  Printf.printf "%g\n" (value (Names.singleton "x" 2.5) (Let ("y", Sum (Name "x", Number 1.), Product (Name "y", Name "x"))));
  (try ignore (value Names.empty (Name "none")) with Found (length, name) -> Printf.printf "%d %s\n" length name);
  Printf.printf "%d %d %d\n" max_int (max_int + 1) (-17 mod 5);
  Printf.printf "%Ld %Ld %ld %Lu\n" (Int64.mul 0x9e3779b97f4a7c15L 0x12345L) (Int64.shift_right (-5L) 1) (Int32.mul 0x7fffffffl 3l) (-1L);
  (try ignore (1 / Sys.opaque_identity 0) with Division_by_zero -> print_endline "division by zero");
  (try ignore [| 1; 2 |].(Sys.opaque_identity 2) with Invalid_argument message -> print_endline message);
  Printf.printf "%h %.17g %s\n" 0.1 (0.1 +. 0.2) (string_of_float nan);
  let counts = Hashtbl.create 16 in
  for i = 0 to 9999 do
    let key = i * 7919 mod 1009 in
    Hashtbl.replace counts key (1 + Option.value ~default:0 (Hashtbl.find_opt counts key))
  done;
  Printf.printf "%d %d\n" (Hashtbl.length counts) (Hashtbl.fold (fun key count sum -> sum + key * count) counts 0);
  let made : counter list = [ new counter 5; (new loud 1 :> counter) ] in
  List.iter (fun counter -> Printf.printf "%d " counter#next) made;
  print_endline (Digest.to_hex (Digest.string (String.concat "," (List.init 1000 string_of_int))));
  let sorted = Array.init 20000 (fun i -> i * 7919 land 0xffff) in
  Array.sort compare sorted;
  Printf.printf "%d %d %d\n" sorted.(0) sorted.(10000) sorted.(19999);
  Printf.printf "%d\n" (handled (fun () -> let a = Effect.perform (Square 7) in Effect.perform (Say "one"); a + Effect.perform (Square 3)));
  Printf.printf "%d\n" (handled (fun () -> Effect.perform (Say "stop"); 1));
  Printf.printf "%d %b\n" (deep 5000) (even 300_000);
  let (a, b) : (string * float) list * int array = Marshal.from_string (Marshal.to_string ([ ("k", 1.5) ], [| 1; 2; 3 |]) []) 0 in
  Printf.printf "%d %d\n" (List.length a) b.(2);
  exit 3
