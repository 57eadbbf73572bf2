;; A search tree of structs, built of 256 keys and searched 1000 times, whose hits are counted in an array, n times.
(module
  (type $counts (array (mut i32)))
  (rec (type $tree (struct (field $key i32) (field $at i32) (field $left (mut (ref null $tree))) (field $right (mut (ref null $tree))))))

  (func $insert (param $root (ref null $tree)) (param $key i32) (param $at i32) (result (ref $tree)) (local $node (ref null $tree)) (local $new (ref $tree))
    (local.set $new (struct.new $tree (local.get $key) (local.get $at) (ref.null $tree) (ref.null $tree)))
    (if (ref.is_null (local.get $root)) (then (return (local.get $new))))
    (local.set $node (local.get $root))
    (loop $down
      (if (i32.lt_u (local.get $key) (struct.get $tree $key (local.get $node)))
        (then
          (if (ref.is_null (struct.get $tree $left (local.get $node)))
            (then (struct.set $tree $left (local.get $node) (local.get $new)) (return (ref.as_non_null (local.get $root)))))
          (local.set $node (struct.get $tree $left (local.get $node))))
        (else
          (if (ref.is_null (struct.get $tree $right (local.get $node)))
            (then (struct.set $tree $right (local.get $node) (local.get $new)) (return (ref.as_non_null (local.get $root)))))
          (local.set $node (struct.get $tree $right (local.get $node)))))
      (br $down))
    (unreachable))

  (func $find (param $node (ref null $tree)) (param $key i32) (result i32) (local $at i32)
    (loop $down
      (if (ref.is_null (local.get $node)) (then (return (local.get $at))))
      (local.set $at (struct.get $tree $at (local.get $node)))
      (local.set $node (if (result (ref null $tree)) (i32.lt_u (local.get $key) (struct.get $tree $key (local.get $node)))
        (then (struct.get $tree $left (local.get $node)))
        (else (struct.get $tree $right (local.get $node)))))
      (br $down))
    (unreachable))

  (func (export "run") (param $n i32) (result i32)
    (local $i i32) (local $x i32) (local $sum i32) (local $root (ref null $tree)) (local $counts (ref $counts))
    (local.set $counts (array.new $counts (i32.const 0) (i32.const 256)))
    (loop $again
      (local.set $root (ref.null $tree))
      (local.set $i (i32.const 0))
      (loop $build
        (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
        (local.set $root (call $insert (local.get $root) (local.get $x) (local.get $i)))
        (br_if $build (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 256))))
      (local.set $i (i32.const 0))
      (loop $search
        (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 22695477)) (i32.const 1)))
        (local.set $sum (call $find (local.get $root) (local.get $x)))
        (array.set $counts (local.get $counts) (local.get $sum) (i32.add (array.get $counts (local.get $counts) (local.get $sum)) (i32.const 1)))
        (br_if $search (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
      (br_if $again (i32.gt_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0))))
    (local.set $i (i32.const 0))
    (local.set $sum (i32.const 0))
    (loop $fold
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) (array.get $counts (local.get $counts) (local.get $i))))
      (br_if $fold (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 256))))
    (local.get $sum)))
